using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Weft.Import.Exporting;
using Weft.Import.Families;
using Weft.Import.Loading;

namespace Weft.Import;

/// <summary>
/// Writes models as folders that Hugging Face's transformers library reads: <see cref="ModelImport"/> turned round, by the same tables.
/// </summary>
public static class ModelExport
{
    /// <summary>The families, by what <c>model_type</c> says.</summary>
    public static ImmutableArray<string> Families => [.. FamilyList.All.Select(static family => family.ModelType)];

    /// <summary>Finds the family that has all keys of a model, and its configuration.</summary>
    /// <param name="model">The model, as its class describes itself.</param>
    /// <param name="family">The family to take; null for the first that has them.</param>
    /// <exception cref="ExportException">None has them; the message names the key.</exception>
    public static ExportedModel Find(ModelDescription model, string? family = null)
    {
        ArgumentNullException.ThrowIfNull(model);

        if (FunctionSettings.Parse(model.Function)["mixer"].FirstOrDefault() is string mixer)
        {
            throw new ExportException($"no family mixes tokens by anything but attention, and {model.Name} has 'mixer: {mixer}'.");
        }

        FoundConfiguration found = new FamilyChoice(new ModelForm(model)).Find(family);

        return new ExportedModel(model, found, ExportMap.Create(found));
    }

    /// <summary>Writes a model's configuration and parameters.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder, which is made where there is none; other files in it stay.</param>
    /// <param name="family">The family to take; null for the first that has all keys of the model.</param>
    /// <exception cref="ExportException">No family has them; the message names the key.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Save(TransformerModel model, string folder, string? family = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Find(model.Description, family).Save(folder, name =>
        {
            float[] values = new float[model.Description.Parameters.First(info => info.Name == name).Count];
            model.Read(name, values);

            return values;
        });
    }
}
