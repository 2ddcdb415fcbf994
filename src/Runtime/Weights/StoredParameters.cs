using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// Parameters of a model as integers, which sessions take as they are as long as the model is what it was when they were read.
/// </summary>
internal sealed class StoredParameters
{
    // What the names of tables end in that are the weights of a product as well, or may be.
    private const string TokenTable = ".token_embedding.weight";

    private readonly Dictionary<string, StoredParameter> _byName = new(StringComparer.Ordinal);

    /// <summary>The model's <see cref="TransformerModel.Version"/> when they were what it has.</summary>
    public long Version { get; set; }

    /// <summary>Whether a parameter has a row for every token.</summary>
    public static bool IsTokenTable(ParameterInfo info) => info.Name.EndsWith(TokenTable, StringComparison.Ordinal);

    /// <summary>How a parameter is stored where projections are stored so; null for those that stay floats.</summary>
    public static WeightStorage? StorageOf(ParameterInfo info, WeightStorage storage) =>
        info.Transposed ? storage
        : IsTokenTable(info) ? WeightPanel.Of(storage).OfTables.Storage
        : null;

    /// <summary>Adds one.</summary>
    public void Add(StoredParameter parameter) => _byName.Add(parameter.Info.Name, parameter);

    /// <summary>The parameter of a name, if it is stored.</summary>
    public StoredParameter? Find(string name) => _byName.GetValueOrDefault(name);
}
