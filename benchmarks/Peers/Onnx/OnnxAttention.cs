namespace Weft.Benchmarks.Peers.Onnx;

/// <summary>Writes causal attention alone as ONNX: one Attention node over [1, heads, length, head size].</summary>
internal static class OnnxAttention
{
    /// <summary>Queries, keys and values.</summary>
    public static readonly string[] Inputs = ["query", "key", "value"];

    /// <summary>Writes the model.</summary>
    /// <returns>The file, and the name of its output.</returns>
    public static (byte[] File, string Output) Write(int heads, int headSize, int length)
    {
        OnnxGraph graph = new();

        foreach (string input in Inputs)
        {
            graph.Input(input, 1, heads, length, headSize);
        }

        string output = graph.Add("Attention", Inputs, OnnxAttribute.Of("is_causal", 1L));
        graph.Output(output, 1, heads, length, headSize);

        return (graph.Write(), output);
    }
}
