using System.Linq;
using Weft.Generator.Specification;
using Weft.Import.Specifications;
using Xunit;

namespace Weft.Generator.Tests.Conformance;

/// <summary>The importer writes keys that the generator has, in the order of its table.</summary>
public sealed class ImportedSpecificationTests
{
    [Fact]
    public void Keys_AreInTheOrderOfTheTable()
    {
        ImportedSpecification any = new()
        {
            Vocabulary = 2,
            MaxLength = 2,
            ModelSize = 2,
            Heads = 1,
            FeedForwardSize = 2,
            Activation = "relu",
            NormEpsilon = 1e-5f,
            PositionalEncoding = "learned",
        };
        string[] written = [.. SpecificationWriter.Entries(any).Select(static entry => entry.Key)];
        string[] table = [.. SpecificationKeys.All.Select(static key => key.FullName)];

        Assert.Equal(table.Where(written.Contains), written.Where(table.Contains));
    }
}
