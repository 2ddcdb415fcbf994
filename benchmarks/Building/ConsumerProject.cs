using System.Collections.Generic;
using System.IO;

namespace Weft.Benchmarks.Building;

/// <summary>A project as a user has one: a program of a few lines, and models beside it.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Models">The specifications.</param>
internal sealed record ConsumerProject(string Name, params IReadOnlyList<string> Models)
{
    /// <summary>Writes all files but the program.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="repository">The sources of Weft.</param>
    /// <returns>The project's file.</returns>
    public string Write(string folder, string repository)
    {
        string project = Path.Combine(folder, "Consumer.csproj");
        File.WriteAllText(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <TransformerModel Include="*.yaml" />
              </ItemGroup>
              <Import Project="{Path.Combine(repository, "src/Runtime/build/Weft.InRepository.targets")}" />
            </Project>

            """);

        for (int model = 0; model < this.Models.Count; model++)
        {
            File.WriteAllText(Path.Combine(folder, $"model{model}.yaml"), this.Models[model]);
        }

        return project;
    }

    /// <summary>Writes the program, one line of which differs from one change to the next.</summary>
    /// <param name="folder">The project's folder.</param>
    /// <param name="change">The number in that line.</param>
    public static void WriteProgram(string folder, int change) => File.WriteAllText(Path.Combine(folder, "Program.cs"), $$"""
        using System;

        internal static class Program
        {
            private const int Change = {{change}};

            private static void Main() => Console.WriteLine(Change);
        }

        """);
}
