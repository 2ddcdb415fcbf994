using System;
using System.Collections.Generic;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>Runs an encoder whose output is its last hidden states, where there is no padding.</summary>
internal static class HiddenComparison
{
    /// <summary>Compares them.</summary>
    public static IEnumerable<Comparison> Compare(GeneratedModel generated, TransformerModel model, SafetensorsFile file)
    {
        MaskedTable sources = MaskedTable.Read(file);
        float[] reference = file.ReadSingles("last_hidden");
        int columns = generated.Shape.Outputs;
        using EncoderSession session = (EncoderSession)generated.StartInference(model);
        List<float> hidden = [];
        List<float> expected = [];

        for (int sequence = 0; sequence < sources.Sequences; sequence++)
        {
            ReadOnlySpan<int> tokens = sources.Row(sequence);
            session.Run(tokens);
            expected.AddRange(reference.AsSpan(sequence * sources.Length * columns, tokens.Length * columns));

            for (int position = 0; position < tokens.Length; position++)
            {
                hidden.AddRange(session.LogitsOf(0, position));
            }
        }

        return [Comparison.Of("hidden", hidden.ToArray(), expected.ToArray(), HuggingFaceCase.Tolerance)];
    }
}
