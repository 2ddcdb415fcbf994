using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Weft.Tool.Starting;

/// <summary>
/// Questions to whoever sits at the terminal. An empty line takes what stands in brackets, and so does the end of the input; an answer that
/// is none is asked for again. Without a terminal, nothing is asked.
/// </summary>
/// <param name="answers">The terminal; null where there is none.</param>
/// <param name="output">Where questions go.</param>
internal sealed class Questions(TextReader? answers, TextWriter output)
{
    /// <summary>Asks for any text.</summary>
    public string AskText(string question, string usual) => this.Ask(question, usual, static answer => (answer, null));

    /// <summary>Asks for a whole number of a range.</summary>
    public int AskWhole(string question, int usual, int least, int most)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        string answer = this.Ask($"{question}, {range}", usual.ToString(CultureInfo.InvariantCulture), answer =>
            int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
                ? (answer, null)
                : (answer, $"This is a whole number from {range}."));

        return int.Parse(answer, CultureInfo.InvariantCulture);
    }

    /// <summary>Asks for one of several names, the first being usual; a beginning is enough where no other name has it.</summary>
    public T AskChoice<T>(string question, IReadOnlyList<(string Name, T Value)> choices)
    {
        string[] names = [.. choices.Select(static choice => choice.Name)];
        string all = string.Join(", ", names);
        string answer = this.Ask($"{question}: {all}", names[0], answer =>
            Find(names, answer) is string found ? (found, null) : (answer, $"This is one of {all}."));

        return choices.First(choice => choice.Name == answer).Value;
    }

    private static string? Find(string[] names, string answer)
    {
        string[] beginning = [.. names.Where(name => name.StartsWith(answer, StringComparison.OrdinalIgnoreCase))];

        return names.Contains(answer) ? answer : beginning is [string only] ? only : null;
    }

    private string Ask(string question, string usual, Func<string, (string Answer, string? Problem)> check)
    {
        while (answers is not null)
        {
            output.Write($"{question} [{usual}]: ");
            string? line = answers.ReadLine()?.Trim();

            if (string.IsNullOrEmpty(line))
            {
                return usual;
            }

            (string answer, string? problem) = check(line);

            if (problem is null)
            {
                return answer;
            }

            output.WriteLine(problem);
        }

        return usual;
    }
}
