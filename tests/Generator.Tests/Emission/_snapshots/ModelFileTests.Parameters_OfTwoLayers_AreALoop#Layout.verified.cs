/// <summary>Every parameter in the order of the arena: canonical name, shape in files, place in memory.</summary>
private static ImmutableArray<ParameterInfo> CreateParameters()
{
    ParameterInfo[] parameters = new ParameterInfo[17];
    int next = 0;

    parameters[next++] = new ParameterInfo
    {
        Name = "decoder.token_embedding.weight",
        First = new ParameterAxis(1, 11),
        Second = new ParameterAxis(1, 8),
        Offset = 0,
        Rows = 16,
        CopyOffset = 0,
        CopyRows = 16,
        Initialization = new ParameterInitialization(ParameterDistribution.Normal, 1f),
    };

    for (uint layer = 0; layer < 2; layer++)
    {
        nuint at = 256 + (layer * (nuint)2080);
        nuint copies = 256 + (layer * (nuint)2048);
        string name = $"decoder.layers.{layer}";
        parameters[next++] = new ParameterInfo
        {
            Name = name + ".self_attention.query.weight",
            First = new ParameterAxis(1, 8),
            Second = new ParameterAxis(1, 8),
            Transposed = true,
            Offset = at,
            Rows = 16,
            CopyOffset = copies + 1280,
            CopyRows = 48,
            Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
        };
        parameters[next++] = new ParameterInfo
        {
            Name = name + ".self_attention.key.weight",
            First = new ParameterAxis(1, 8),
            Second = new ParameterAxis(1, 8),
            Transposed = true,
            Offset = at + 256,
            Rows = 16,
            CopyOffset = copies + 1536,
            CopyRows = 48,
            Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
        };
        parameters[next++] = new ParameterInfo
        {
            Name = name + ".self_attention.value.weight",
            First = new ParameterAxis(1, 8),
            Second = new ParameterAxis(1, 8),
            Transposed = true,
            Offset = at + 512,
            Rows = 16,
            CopyOffset = copies + 1792,
            CopyRows = 48,
            Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
        };
        parameters[next++] = new ParameterInfo
        {
            Name = name + ".self_attention.output.weight",
            First = new ParameterAxis(1, 8),
            Second = new ParameterAxis(1, 8),
            Transposed = true,
            Offset = at + 768,
            Rows = 16,
            CopyOffset = copies + 1024,
            CopyRows = 16,
            Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
        };
        parameters[next++] = new ParameterInfo
        {
            Name = name + ".self_attention_norm.weight",
            First = new ParameterAxis(1, 8),
            Offset = at + 1024,
            Rows = 1,
            Initialization = new ParameterInitialization(ParameterDistribution.Constant, 1f),
        };
        parameters[next++] = new ParameterInfo
        {
            Name = name + ".feed_forward.up.weight",
            First = new ParameterAxis(1, 32),
            Second = new ParameterAxis(1, 8),
            Transposed = true,
            Offset = at + 1040,
            Rows = 16,
            CopyOffset = copies + 512,
            CopyRows = 32,
            Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
        };
        parameters[next++] = new ParameterInfo
        {
            Name = name + ".feed_forward.down.weight",
            First = new ParameterAxis(1, 8),
            Second = new ParameterAxis(1, 32),
            Transposed = true,
            Offset = at + 1552,
            Rows = 32,
            CopyOffset = copies,
            CopyRows = 16,
            Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.17677669f),
        };
        parameters[next++] = new ParameterInfo
        {
            Name = name + ".feed_forward_norm.weight",
            First = new ParameterAxis(1, 8),
            Offset = at + 2064,
            Rows = 1,
            Initialization = new ParameterInitialization(ParameterDistribution.Constant, 1f),
        };
    }

    return ImmutableCollectionsMarshal.AsImmutableArray(parameters);
}
