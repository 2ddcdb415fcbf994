using System;
using System.IO;
using System.Text.Json;
using Weft.Generator.Tests.Snapshots;
using Xunit;

namespace Weft.Generator.Tests.Documentation;

/// <summary>docs/specification.md is what the table of keys and the schema come to; docs/testing.md tells how to write it anew.</summary>
public sealed class SpecificationPageTests
{
    [Fact]
    public void Page_IsMadeFromKeysAndSchema()
    {
        using JsonDocument schema = JsonDocument.Parse(Repository.Read("models/weft.schema.json"));
        string page = SpecificationPage.Write(schema.RootElement);

        if (string.Equals(Environment.GetEnvironmentVariable(Snapshot.AcceptVariable), "true", StringComparison.OrdinalIgnoreCase))
        {
            File.WriteAllText(Repository.PathOf(SpecificationPage.Path), page);
        }

        Assert.Equal(page, Repository.Read(SpecificationPage.Path).ReplaceLineEndings("\n"));
    }
}
