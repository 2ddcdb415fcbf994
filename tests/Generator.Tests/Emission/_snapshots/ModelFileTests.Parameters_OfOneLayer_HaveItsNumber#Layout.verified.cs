/// <summary>Every parameter in the order of the arena: canonical name, shape in files, place in memory.</summary>
private static ImmutableArray<ParameterInfo> CreateParameters()
{
    ParameterInfo[] parameters = new ParameterInfo[10];
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

    parameters[next++] = new ParameterInfo
    {
        Name = "decoder.layers.0.self_attention.query.weight",
        First = new ParameterAxis(4, 2),
        Second = new ParameterAxis(1, 8),
        Transposed = true,
        Offset = 256,
        Rows = 16,
        CopyOffset = 2816,
        CopyRows = 128,
        Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
    };
    parameters[next++] = new ParameterInfo
    {
        Name = "decoder.layers.0.self_attention.key.weight",
        First = new ParameterAxis(2, 2),
        Second = new ParameterAxis(1, 8),
        Transposed = true,
        Offset = 1280,
        Rows = 16,
        CopyOffset = 3840,
        CopyRows = 128,
        Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
    };
    parameters[next++] = new ParameterInfo
    {
        Name = "decoder.layers.0.self_attention.value.weight",
        First = new ParameterAxis(2, 2),
        Second = new ParameterAxis(1, 8),
        Transposed = true,
        Offset = 1792,
        Rows = 16,
        CopyOffset = 4352,
        CopyRows = 128,
        Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
    };
    parameters[next++] = new ParameterInfo
    {
        Name = "decoder.layers.0.self_attention.output.weight",
        First = new ParameterAxis(1, 8),
        Second = new ParameterAxis(4, 2),
        Transposed = true,
        Offset = 2304,
        Rows = 64,
        CopyOffset = 1792,
        CopyRows = 16,
        Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
    };
    parameters[next++] = new ParameterInfo
    {
        Name = "decoder.layers.0.self_attention_norm.weight",
        First = new ParameterAxis(1, 8),
        Offset = 3328,
        Rows = 1,
        Initialization = new ParameterInitialization(ParameterDistribution.Constant, 1f),
    };
    parameters[next++] = new ParameterInfo
    {
        Name = "decoder.layers.0.feed_forward.up.weight",
        First = new ParameterAxis(1, 32),
        Second = new ParameterAxis(1, 8),
        Transposed = true,
        Offset = 3344,
        Rows = 16,
        CopyOffset = 768,
        CopyRows = 64,
        Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
    };
    parameters[next++] = new ParameterInfo
    {
        Name = "decoder.layers.0.feed_forward.gate.weight",
        First = new ParameterAxis(1, 32),
        Second = new ParameterAxis(1, 8),
        Transposed = true,
        Offset = 3856,
        Rows = 16,
        CopyOffset = 1280,
        CopyRows = 64,
        Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.35355338f),
    };
    parameters[next++] = new ParameterInfo
    {
        Name = "decoder.layers.0.feed_forward.down.weight",
        First = new ParameterAxis(1, 8),
        Second = new ParameterAxis(1, 32),
        Transposed = true,
        Offset = 4368,
        Rows = 32,
        CopyOffset = 256,
        CopyRows = 16,
        Initialization = new ParameterInitialization(ParameterDistribution.Uniform, 0.17677669f),
    };
    parameters[next++] = new ParameterInfo
    {
        Name = "decoder.layers.0.feed_forward_norm.weight",
        First = new ParameterAxis(1, 8),
        Offset = 4880,
        Rows = 1,
        Initialization = new ParameterInitialization(ParameterDistribution.Constant, 1f),
    };

    return ImmutableCollectionsMarshal.AsImmutableArray(parameters);
}
