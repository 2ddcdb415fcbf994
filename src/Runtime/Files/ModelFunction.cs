using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft;

/// <summary>
/// What a model computes beyond what names and shapes of its parameters tell, as its specification says it: <c>heads: 4; activation:
/// gelu</c>. Files of equal tensors are told apart by it.
/// </summary>
internal static class ModelFunction
{
    private const string Key = "weft.function";
    private const string Separator = "; ";

    /// <summary>
    /// Settings of earlier versions that mean what another one means: encoders never attended to padding, whatever they were told.
    /// </summary>
    private static readonly Dictionary<string, string> Renamed = new() { ["masking: none"] = "masking: padding" };

    /// <summary>Says it beside the parameters.</summary>
    public static void Add(SafetensorsWriter writer, ModelDescription description) => writer.AddMetadata(Key, description.Function);

    /// <summary>Checks that a file does not name another function than the model's. Files from elsewhere name none.</summary>
    /// <exception cref="ModelFileException">It does.</exception>
    public static void Check(SafetensorsFile file, ModelDescription description)
    {
        if (file.Metadata.TryGetValue(Key, out string? function))
        {
            Check(file.Path, function, description.Function, description.Name);
        }
    }

    /// <summary>Checks that two files are not of different functions.</summary>
    /// <exception cref="ModelFileException">They are.</exception>
    public static void Check(SafetensorsFile file, SafetensorsFile other)
    {
        if (file.Metadata.TryGetValue(Key, out string? function) && other.Metadata.TryGetValue(Key, out string? otherFunction))
        {
            Check(file.Path, function, otherFunction, other.Path);
        }
    }

    // A key that only one of them has is of another version of Weft, where it was no choice yet.
    // A name that was given up for another of the same meaning is read as that other.
    private static void Check(string path, string function, string otherFunction, string otherName)
    {
        Dictionary<string, string> others = Settings(otherFunction).DistinctBy(NameOf).ToDictionary(NameOf);

        foreach (string setting in Settings(function))
        {
            if (others.TryGetValue(NameOf(setting), out string? other) && other != setting)
            {
                throw new ModelFileException(path, $"the parameters are of a model with '{setting}'; {otherName} has '{other}'.");
            }
        }
    }

    private static IEnumerable<string> Settings(string function) =>
        function.Split(Separator).Select(static setting => Renamed.GetValueOrDefault(setting, setting));

    private static string NameOf(string setting) => setting.Split(':')[0];
}
