# Tab completion of weft in bash. In ~/.bashrc:
#     eval "$(weft completion bash)"
_weft() {
    local word="${COMP_WORDS[COMP_CWORD]}" line="${COMP_LINE:0:COMP_POINT}" names
    line="${line#*[[:space:]]}"
    names="$(weft "[suggest:${#line}]" "$line" 2> /dev/null)"

    # Where a file may stand, options wait for a dash.
    [[ "$word" == -* ]] || names="$(grep -v '^-' <<< "$names")"
    mapfile -t COMPREPLY < <(compgen -W "$names" -- "$word")
}
complete -o default -F _weft weft
