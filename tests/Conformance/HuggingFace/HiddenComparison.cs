using System;
using System.Collections.Generic;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;
using Weft.Generator.Specification;

namespace Weft.Conformance.HuggingFace;

/// <summary>Models without their heads, which put out the hidden states behind their final norm.</summary>
internal static class HiddenComparison
{
    private const string States = "last_hidden";

    /// <summary>The specification without what comes behind the last norm.</summary>
    public static ModelSpecification WithoutHead(ModelSpecification specification) => specification with
    {
        Model = $"{specification.Model}Hidden",
        Output = OutputForm.Hidden,
        Pooling = null,
        Loss = null,
        Head = null,
        Outputs = specification.ModelSize,
        OutputBias = false,
        TieEmbeddings = false,
        LogitScale = 1,
        LogitSoftCap = 0,
        Training = null,
    };

    /// <summary>A model without a head, with the parameters that the whole one has.</summary>
    public static TransformerModel WithoutHead(GeneratedModel generated, TransformerModel whole)
    {
        TransformerModel model = generated.CreateEmpty();

        foreach (ParameterInfo info in generated.Shape.Parameters)
        {
            float[] values = new float[info.Count];
            whole.Read(info.Name, values);
            model.Write(info.Name, values);
        }

        return model;
    }

    /// <summary>Whether a file has hidden states to compare with.</summary>
    public static bool IsIn(SafetensorsFile file) => file.Find(States) is not null;

    /// <summary>Compares the hidden states of every position, as beginnings and token by token leave them.</summary>
    /// <param name="generated">The model without a head.</param>
    /// <param name="whole">The model with all parameters.</param>
    /// <param name="file">The hidden states [sequences, length, d_model].</param>
    /// <param name="reference">What the model is fed.</param>
    public static IEnumerable<Comparison> Compare(
        GeneratedModel generated, TransformerModel whole, SafetensorsFile file, GenerationReference reference)
    {
        using TransformerModel model = WithoutHead(generated, whole);
        float[] expected = file.ReadSingles(States);
        float[] stepped = new float[expected.Length];
        float[] prompted = new float[expected.Length];
        using DecoderSession session = generated.StartDecoding(model);

        for (int sequence = 0; sequence < reference.Ids.Sequences; sequence++)
        {
            ReadOnlySpan<int> tokens = reference.Ids.Row(sequence, reference.Ids.Length);
            int rows = tokens.Length * generated.Shape.Outputs;
            GenerationComparison.Step(session, tokens, stepped.AsSpan(sequence * rows, rows));
            GenerationComparison.Prompt(session, tokens, prompted.AsSpan(sequence * rows, rows));
        }

        return
        [
            Comparison.Of("hidden/prompts", prompted, expected, HuggingFaceCase.Tolerance),
            Comparison.Of("hidden/tokens", stepped, expected, HuggingFaceCase.Tolerance),
        ];
    }
}
