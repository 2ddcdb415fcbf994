using System.IO;
using System.Linq;
using System.Xml.Linq;
using Weft.Benchmarks.Building;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Suite;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Benchmarks.Tests;

/// <summary>The projects whose builds are measured are what their names say.</summary>
public sealed class ConsumerProjectTests
{
    [Fact]
    public void Specifications_AreValid_AndNoNameIsThereTwice()
    {
        Assert.Equal([0, 1, 1, 1, 10, 10], ConsumerProjects.All.Select(static project => project.Models.Count));
        Assert.All(ConsumerProjects.All, static project =>
        {
            string[] names = [.. Read(project).Select(static model => model.Model)];
            Assert.Equal(names.Distinct(), names);
        });
    }

    [Fact]
    public void FirstModel_IsThatOfTheReadme() => Assert.Contains(
        $"```yaml\n{ConsumerProjects.First.Models[0]}```",
        File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n"));

    [Fact]
    public void OneModel_WithFewerSetsOrNoTraining_DiffersInNothingElse()
    {
        ModelSpecification[] models = [.. ConsumerProjects.All.Skip(1).Take(3).SelectMany(Read)];

        Assert.Equal(models[0] with { InstructionSets = InstructionSets.Avx2 | InstructionSets.Portable }, models[1]);
        Assert.Equal(models[0] with { Training = null }, models[2]);
    }

    [Fact]
    public void TenModels_HaveOneShapeOrTen()
    {
        Assert.Single(Read(ConsumerProjects.All[4]).Select(Shape).Distinct());
        Assert.Equal(10, Read(ConsumerProjects.All[5]).Select(Shape).Distinct().Count());
    }

    [Fact]
    public void Write_TakesWhatTheProjectNames()
    {
        using TemporaryFolder folder = new();
        XDocument project = XDocument.Load(ConsumerProjects.All[4].Write(folder.Path, Repository.Root));

        Assert.True(File.Exists((string?)project.Root!.Element("Import")!.Attribute("Project")));
        string models = (string)project.Descendants("TransformerModel").Single().Attribute("Include")!;
        Assert.Equal(10, Directory.GetFiles(folder.Path, models).Length);
    }

    [Fact]
    public void WriteProgram_ChangesOneLine()
    {
        using TemporaryFolder folder = new();
        string[] first = Write(1);
        string[] second = Write(2);

        Assert.Equal(first.Length, second.Length);
        Assert.Single(first.Zip(second), static lines => lines.First != lines.Second);

        string[] Write(int change)
        {
            ConsumerProject.WriteProgram(folder.Path, change);

            return File.ReadAllLines(Path.Combine(folder.Path, "Program.cs"));
        }
    }

    private static ModelSpecification[] Read(ConsumerProject project) =>
        [.. project.Models.Select(static text => BenchmarkModel.Parse("model.yaml", text))];

    private static (int Width, int Heads, int FeedForward) Shape(ModelSpecification model) =>
        (model.ModelSize, model.Heads, model.FeedForwardSize);
}
