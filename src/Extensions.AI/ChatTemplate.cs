using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.Extensions.AI;

namespace Weft.Extensions.AI;

/// <summary>How a chat is written as the text that a model was trained on.</summary>
public sealed class ChatTemplate
{
    private readonly Func<ChatTemplate, IReadOnlyList<ChatMessage>, string> _write;
    private readonly string _start;

    private ChatTemplate(string start, ImmutableArray<string> stops, Func<ChatTemplate, IReadOnlyList<ChatMessage>, string> write)
    {
        _start = start;
        this.Stops = stops;
        _write = write;
    }

    /// <summary>ChatML, of Qwen and many others: <c>&lt;|im_start|&gt;user ... &lt;|im_end|&gt;</c>.</summary>
    public static ChatTemplate ChatML { get; } = new(
        "", ["<|im_end|>", "<|endoftext|>"],
        static (_, messages) => Turns(
            messages, static message => $"<|im_start|>{message.Role.Value}\n{message.Text}<|im_end|>\n", "<|im_start|>assistant\n"));

    /// <summary>Llama 2: <c>[INST] ... [/INST]</c>, the system's message inside the first.</summary>
    public static ChatTemplate Llama2 { get; } = new("<s>", ["</s>"], static (template, messages) => template.WriteLlama2(messages));

    /// <summary>Llama 3: <c>&lt;|start_header_id|&gt;user&lt;|end_header_id|&gt; ... &lt;|eot_id|&gt;</c>.</summary>
    public static ChatTemplate Llama3 { get; } = new(
        "<|begin_of_text|>", ["<|eot_id|>", "<|end_of_text|>"],
        static (template, messages) => template._start + Turns(
            messages, static message => $"{Header(message.Role.Value)}{message.Text.Trim()}<|eot_id|>", Header("assistant")));

    /// <summary>
    /// Gemma: <c>&lt;start_of_turn&gt;user ... &lt;end_of_turn&gt;</c>; the system's message stands before the first of the user.
    /// </summary>
    public static ChatTemplate Gemma { get; } = new(
        "<bos>", ["<end_of_turn>", "<eos>"],
        static (template, messages) => template._start + Turns(WithoutSystem(messages), GemmaTurn, "<start_of_turn>model\n"));

    /// <summary>The texts alone, a line each: for models that only go on from what they read.</summary>
    public static ChatTemplate Plain { get; } = new(
        "", [], static (_, messages) => string.Join("\n", messages.Select(static message => message.Text)));

    /// <summary>Tokens that end an answer.</summary>
    public ImmutableArray<string> Stops { get; }

    /// <summary>Whether the text begins with its own token for that, so that a tokenizer must add none.</summary>
    public bool HasStart => _start.Length > 0;

    /// <summary>The text up to where the model's answer begins.</summary>
    /// <exception cref="ArgumentException">There is no message.</exception>
    public string Write(IEnumerable<ChatMessage> messages)
    {
        ChatMessage[] all = [.. messages];

        return all.Length == 0 ? throw new ArgumentException("A chat needs a message.", nameof(messages)) : _write(this, all);
    }

    private static string GemmaTurn(ChatMessage message)
    {
        string role = message.Role == ChatRole.Assistant ? "model" : "user";

        return $"<start_of_turn>{role}\n{message.Text.Trim()}<end_of_turn>\n";
    }

    private static string Header(string role) => $"<|start_header_id|>{role}<|end_header_id|>\n\n";

    private static string Turns(IEnumerable<ChatMessage> messages, Func<ChatMessage, string> turn, string answer) =>
        string.Concat(messages.Select(turn)) + answer;

    // What the system says is said by the user first, where a model knows two roles only.
    private static IEnumerable<ChatMessage> WithoutSystem(IReadOnlyList<ChatMessage> messages)
    {
        string system = string.Concat(messages.Where(IsSystem).Select(static message => $"{message.Text}\n\n"));

        foreach (ChatMessage message in messages.Where(static message => !IsSystem(message)))
        {
            yield return message.Role == ChatRole.User && system.Length > 0
                ? new ChatMessage(ChatRole.User, system + message.Text)
                : message;
            system = message.Role == ChatRole.User ? string.Empty : system;
        }
    }

    private static bool IsSystem(ChatMessage message) => message.Role == ChatRole.System;

    private string WriteLlama2(IReadOnlyList<ChatMessage> messages)
    {
        StringBuilder text = new();
        string system = string.Concat(messages.Where(IsSystem).Select(static message => $"<<SYS>>\n{message.Text}\n<</SYS>>\n\n"));

        foreach (ChatMessage message in messages.Where(static message => !IsSystem(message)))
        {
            if (message.Role == ChatRole.Assistant)
            {
                _ = text.Append($" {message.Text.Trim()} {this.Stops[0]}");
                continue;
            }

            _ = text.Append($"{_start}[INST] {system}{message.Text.Trim()} [/INST]");
            system = string.Empty;
        }

        return text.ToString();
    }
}
