using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>
/// What is shipped is built with the packages of eng/packages.lock and no others, to the byte. NuGet's own lock files name the runtimes that
/// a project is restored for as well, and publishing for another one would change them.
/// </summary>
public sealed class LockedPackagesTests
{
    // They come with the SDK, of its version.
    private static readonly string[] OfTheSdk = ["Microsoft.NET.ILLink.Tasks", "Microsoft.DotNet.ILCompiler", "runtime."];

    [Fact]
    public void Packages_AreThoseOfTheLock()
    {
        SortedSet<string> found = new(ShippedPackagesTests.Shipped.SelectMany(PackagesOf), StringComparer.Ordinal);
        string[] locked = File.ReadAllLines(Path.Combine(Root(), "eng", "packages.lock"));

        Assert.True(locked.SequenceEqual(found), $"eng/packages.lock is not what was restored:\n{string.Join('\n', found)}");
    }

    private static IEnumerable<string> PackagesOf(string project)
    {
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root(), "src", project, "obj", "project.assets.json")));

        foreach (JsonProperty library in assets.RootElement.GetProperty("libraries").EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() == "package" && !OfTheSdk.Any(name => library.Name.StartsWith(name, StringComparison.Ordinal)))
            {
                yield return $"{library.Name} {library.Value.GetProperty("sha512").GetString()}";
            }
        }
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
