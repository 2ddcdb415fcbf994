using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Weft.Generator.Tests.Documentation;
using Xunit;

namespace Weft.Package.Tests;

/// <summary>What a newcomer has from the packages: projects that build without a warning, and run.</summary>
[Collection(PackageTestGroup.Name)]
public sealed class NewProjectTests(NewProjects projects) : IClassFixture<NewProjects>
{
    [Fact]
    public void Projects_BuildWithoutWarnings()
    {
        Assert.True(projects.IsBuilt, projects.Output);
        Assert.DoesNotContain("warning", projects.Output, StringComparison.Ordinal);
    }

    /// <summary>Names that are no names in C# become some.</summary>
    [Theory]
    [InlineData("my-train/Program.cs", "using my_train;")]
    [InlineData("Acme.Chat/Program.cs", "using Acme.Chat;")]
    [InlineData("1st library/Digits.cs", "namespace _1st_library;")]
    public void Names_AreSafe(string path, string line) => Assert.Contains(line, File.ReadAllLines(this.PathOf(path)));

    /// <summary>An editor finds what completes and checks a specification, without a setting; of the imported one, too.</summary>
    [Theory]
    [InlineData("my-train/writer.yaml", "weft.schema.json")]
    [InlineData("Acme.Chat/talker.yaml", "weft.schema.json")]
    [InlineData("Embed/models/sentences.yaml", "../weft.schema.json")]
    [InlineData("Imported/models/sentences.yaml", "../weft.schema.json")]
    [InlineData("1st library/models/digits.yaml", "../weft.schema.json")]
    public void Specification_LeadsEditorsToItsSchema(string path, string schema)
    {
        string file = this.PathOf(path);

        Assert.Equal($"# yaml-language-server: $schema={schema}", File.ReadLines(file).First());
        Assert.Equal(
            File.ReadAllBytes(Repository.PathOf("models/weft.schema.json")),
            File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(file)!, schema)));
    }

    [Fact]
    public void Train_TrainsSavesAndWrites()
    {
        (int exitCode, string output) = projects.RunProject("my-train", this.PathOf("my-train/text.txt"), "10");
        Assert.True(exitCode == 0, output);
        Match match = Regex.Match(output, @"^\S+ parameters, \S+ bytes to train on, 10 steps\r?\nstep 10: loss (\d\.\d{3})\r?\n", RegexOptions.CultureInvariant);

        Assert.True(match.Success, output);
        Assert.InRange(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), 2, Math.Log(256));
        Assert.True(File.Exists(this.PathOf("writer.safetensors")));
        Assert.Contains("\"running\":false", File.ReadAllText(this.PathOf("writer.html")), StringComparison.Ordinal);
        Assert.True(output.Length > match.Length + 500, output);
    }

    /// <summary>A sentence each, and no stack.</summary>
    [Theory]
    [InlineData("Could not find file '{folder}/missing.txt'.", "missing.txt")]
    [InlineData("short.txt has 5 bytes; training needs 65 or more.", "short.txt")]
    [InlineData("my-train is a folder; a text file is needed.", "my-train")]
    [InlineData("A text file and a number of steps may follow: dotnet run -c Release -- my.txt 2000", "--help")]
    [InlineData("A text file and a number of steps may follow: dotnet run -c Release -- my.txt 2000", "short.txt", "many")]
    [InlineData("A text file and a number of steps may follow: dotnet run -c Release -- my.txt 2000", "short.txt", "0")]
    public void Train_BadInput_SaysWhatIsWrong(string sentence, params string[] arguments)
    {
        projects.Folder.Write("short.txt", "short");
        string name = Path.Combine(projects.Folder.Path, "missing.txt");

        Assert.Equal(
            (1, sentence.Replace("{folder}/missing.txt", name, StringComparison.Ordinal)), Trimmed(projects.RunProject("my-train", arguments)));
    }

    [Theory]
    [InlineData("Acme.Chat", "A question may follow: dotnet run -c Release -- What is Weft?")]
    [InlineData("Embed", "A question and a text file may follow: dotnet run -c Release -- \"How do I get to the island?\" texts.txt")]
    public void Question_ThatIsAnOption_IsNone(string project, string sentence) =>
        Assert.Equal((1, sentence), Trimmed(projects.RunProject(project, "--help")));

    /// <summary>A file of parameters that an earlier talker.yaml left, or another model: here the encoder.</summary>
    [Fact]
    public void Chat_WithParametersOfAnotherModel_SaysWhatIsWrong()
    {
        string file = this.PathOf("talker.safetensors");
        File.Copy(this.PathOf("Imported/models/sentences.safetensors"), file, overwrite: true);
        (int exitCode, string output) = Trimmed(projects.RunProject("Acme.Chat", "What is Weft?"));
        File.Delete(file);

        Assert.Equal(1, exitCode);
        Assert.Matches(@"^talker\.safetensors: tensor '\S+': Talker has no such parameter\. Without the file, the next run trains anew\.$", output);
    }

    /// <summary>It trains on its dialogues, and has learnt them. What is too long for it is a sentence, which names no parameter of a method.</summary>
    [Fact]
    public void Chat_AnswersWhatItWasTaught()
    {
        string[] dialogues = File.ReadAllLines(this.PathOf("Acme.Chat/dialogues.txt"));
        string answer = dialogues[Array.IndexOf(dialogues, "What is Weft?") + 1];
        (int exitCode, string output) = projects.RunProject("Acme.Chat", "What is Weft?");

        Assert.True(exitCode == 0, output);
        Assert.EndsWith($"\n{answer}\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        (exitCode, output) = Trimmed(projects.RunProject("Acme.Chat", new string('?', 600)));
        Assert.Equal(1, exitCode);
        Assert.Matches(@"^The chat has \d+ tokens; Talker reads 1 to 512 \(`max_length`\)\.$", output);
    }

    [Fact]
    public void Embed_SaysWhatIsMissing()
    {
        (int exitCode, string output) = projects.RunProject("Embed");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("The model has no parameters yet: weft import ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Could not find file '{folder}/missing.txt'.", "missing.txt")]
    [InlineData("blank.txt has no text to search; each line is one.", "blank.txt")]
    [InlineData("Embed is a folder; a text file is needed, and each line of it is a text.", "Embed")]
    public void Embed_BadInput_SaysWhatIsWrong(string sentence, string file)
    {
        projects.Folder.Write("blank.txt", "\n  \n");
        string name = Path.Combine(projects.Folder.Path, "missing.txt");

        Assert.Equal(
            (1, sentence.Replace("{folder}/missing.txt", name, StringComparison.Ordinal)),
            Trimmed(projects.RunProject("Imported", "a question", file)));
    }

    /// <summary>After weft import, whose encoder has random weights: nearest to a text is the text itself.</summary>
    [Fact]
    public void Embed_FindsTheNearest()
    {
        string text = File.ReadLines(this.PathOf("Imported/texts.txt")).ElementAt(3);
        (int exitCode, string output) = projects.RunProject("Imported", text);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.True(exitCode == 0, output);
        Assert.Equal(3, lines.Length);
        Assert.Equal($"1.000  {text}", lines[0]);
    }

    [Fact]
    public void Tool_IsTheWeftCommand()
    {
        (int exitCode, string output) = projects.RunTool("--help");

        Assert.Equal(0, exitCode);
        Assert.All(["inspect", "import", "average"], verb => Assert.Contains($" {verb} ", output, StringComparison.Ordinal));
    }

    private static (int ExitCode, string Output) Trimmed((int ExitCode, string Output) run) => (run.ExitCode, run.Output.Trim());

    private string PathOf(string path) => Path.Combine(projects.Folder.Path, path);
}
