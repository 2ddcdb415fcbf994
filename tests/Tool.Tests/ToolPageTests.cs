using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>Commands of docs/tool.md print what stands below them there.</summary>
[Collection(Alone)]
public sealed partial class ToolPageTests : IDisposable
{
    private const string Alone = "Tests that change the current folder";
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "tool.md"));
    private readonly TemporaryFolder _folder = new();
    private readonly string _previous = Directory.GetCurrentDirectory();

    public ToolPageTests()
    {
        _ = Directory.CreateDirectory(_folder.PathOf("gpt2"));

        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "gpt2")))
        {
            File.Copy(file, Path.Combine(_folder.PathOf("gpt2"), Path.GetFileName(file)));
        }

        _ = _folder.Write("translated.txt", Block("text").Single());
        _ = _folder.Write("reference.txt", Block("text").Single());
        _ = _folder.Write("broken.yaml", Block("yaml")[1]);
        Directory.SetCurrentDirectory(_folder.Path);
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_previous);
        _folder.Dispose();
    }

    [Fact]
    public void Commands_PrintWhatThePageSays()
    {
        string[] blocks = Block("console");
        Assert.NotEmpty(blocks);

        foreach (string command in blocks.SelectMany(static block => block.Split("$ weft ")).Where(static command => command.Length > 0))
        {
            string[] lines = command.TrimEnd('\n').Split('\n');
            WeftCommand run = WeftCommand.Run(lines[0].Split(' '));
            string printed = Mask((run.Output + run.Error).ReplaceLineEndings("\n"));
            string pattern = string.Concat(lines[1..].Select(static line => line == "..." ? "(.*\n)+" : $"{Regex.Escape(Mask(line))}\n"));

            Assert.True(Regex.IsMatch(printed, $"\\A{pattern}\\z"), $"weft {lines[0]} printed:\n{printed}");
        }

        Assert.Equal(Block("yaml")[0], File.ReadAllText("chat.yaml"));
    }

    /// <summary>Every verb has a line in the list and a heading.</summary>
    [Fact]
    public void Verbs_AreOnThePage()
    {
        string page = string.Join('\n', Page);

        Assert.All(CommandLineTests.Listed(), verb =>
        {
            Assert.Contains($"`{verb}`", page, StringComparison.Ordinal);
            Assert.Contains($"weft {verb} ", page, StringComparison.Ordinal);
        });
    }

    // How long generated files are changes with every kernel.
    private static string Mask(string text) => Sizes().Replace(text, "N files, N bytes");

    private static string[] Block(string language)
    {
        List<string> blocks = [];

        for (int line = 0; line < Page.Length; line++)
        {
            if (Page[line] == $"```{language}")
            {
                string[] lines = [.. Page.Skip(line + 1).TakeWhile(static text => text != "```")];
                blocks.Add(string.Concat(lines.Select(static text => $"{text}\n")));
                line += lines.Length + 1;
            }
        }

        return [.. blocks];
    }

    [GeneratedRegex("[0-9]+ files, [0-9,]+ bytes")]
    private static partial Regex Sizes();

    /// <summary>Beside which no other test runs.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneDefinition;
}
