using System;
using System.Collections.Generic;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;
using Weft.Generator.Specification;

namespace Weft.Conformance.HuggingFace;

/// <summary>Runs an encoder: hidden states and what they are pooled to, or scores.</summary>
internal static class EncoderComparison
{
    /// <summary>Compares what the model puts out.</summary>
    public static IEnumerable<Comparison> Compare(
        GeneratedModel generated, TransformerModel model, EncoderReference reference, ModelSpecification specification)
    {
        using EncoderSession session = (EncoderSession)generated.StartInference(model);

        if (reference.HasImages)
        {
            string tensor = specification.Output == OutputForm.Hidden ? "last_hidden" : "logits";

            return [Compare(tensor, tensor, reference, (image, rows) => Rows(session, reference, image, rows))];
        }

        return specification.Output == OutputForm.Hidden
            ?
            [
                Compare("hidden", "last_hidden", reference, (sequence, rows) => Rows(session, reference, sequence, rows)),
                Compare("mean", "mean_pooled_normalized", reference, (sequence, _) => Pool(session, reference, sequence, Pooling.Mean)),
                Compare("first", "cls_normalized", reference, (sequence, _) => Pool(session, reference, sequence, Pooling.First)),
            ]
            : [Compare("logits", "logits", reference, (sequence, rows) => Rows(session, reference, sequence, rows))];
    }

    private static Comparison Compare(string name, string tensor, EncoderReference reference, Func<int, int, float[]> compute)
    {
        List<float> ours = [];

        for (int sequence = 0; sequence < reference.Count; sequence++)
        {
            ours.AddRange(compute(sequence, reference.RowsOf(tensor, sequence)));
        }

        return Comparison.Of(name, ours.ToArray(), reference.Results(tensor), HuggingFaceCase.Tolerance);
    }

    private static float[] Rows(EncoderSession session, EncoderReference reference, int sequence, int rows)
    {
        if (reference.HasImages)
        {
            session.RunImages(reference.ImageOf(sequence));
        }
        else
        {
            session.Run(reference.Sources.Row(sequence), reference.TypesOf(sequence));
        }

        List<float> values = [];

        if (session.Description.IsPooled)
        {
            return session.LogitsOf(0).ToArray();
        }

        for (int position = 0; position < rows; position++)
        {
            values.AddRange(session.LogitsOf(0, position));
        }

        return [.. values];
    }

    private static float[] Pool(EncoderSession session, EncoderReference reference, int sequence, Pooling pooling)
    {
        session.Run(reference.Sources.Row(sequence), reference.TypesOf(sequence));
        float[] pooled = new float[session.Description.Outputs];
        session.Pool(0, pooling, pooled, normalize: true);

        return pooled;
    }
}
