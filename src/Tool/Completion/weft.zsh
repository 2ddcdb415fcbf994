# Tab completion of weft in zsh. In ~/.zshrc, behind compinit:
#     eval "$(weft completion zsh)"
_weft() {
    local line="${(j: :)words[2,CURRENT]}"
    local -a names
    names=("${(@f)$(weft "[suggest:${#line}]" "$line" 2> /dev/null)}")

    # Where a file may stand, options wait for a dash.
    [[ "${words[CURRENT]}" == -* ]] || names=("${(@)names:#-*}")
    names=("${(@)names:#}")

    if (( ${#names} )); then
        compadd -a names
    else
        _files
    fi
}
compdef _weft weft
