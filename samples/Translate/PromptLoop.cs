using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Weft.Samples;

/// <summary>Translates line by line what is typed or piped in: one line out for each line in.</summary>
/// <param name="input">The sentences.</param>
/// <param name="output">Their translations.</param>
/// <param name="error">What is wrong with a sentence.</param>
/// <param name="prompt">What a user at a terminal sees before typing; null where there is none.</param>
internal sealed class PromptLoop(TextReader input, TextWriter output, TextWriter error, string? prompt)
{
    /// <summary>Runs until the input ends; at a terminal, until an empty line.</summary>
    /// <returns>Sentences that could not be translated; their translations are empty lines.</returns>
    /// <exception cref="OperationCanceledException">Stopped by the user.</exception>
    public int Run(Translator translator, CancellationToken cancellation)
    {
        int failures = 0;

        for (int line = 1; this.Read(cancellation) is string sentence && (prompt is null || sentence.Length > 0); line++)
        {
            try
            {
                output.WriteLine(translator.Translate(sentence));
            }
            catch (SentenceException exception)
            {
                failures++;
                error.WriteLine(prompt is null ? $"Line {line}: {exception.Message}" : exception.Message);
                output.Write(prompt is null ? Environment.NewLine : string.Empty);
            }
        }

        return failures;
    }

    // Reading waits for the user; the wait ends with Ctrl+C, reading itself cannot.
    private string? Read(CancellationToken cancellation)
    {
        output.Write(prompt);
        Task<string?> line = Task.Run(input.ReadLine, cancellation);
        line.Wait(cancellation);

        return line.Result;
    }
}
