using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Diagnostics;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>What a model puts out, and the keys that go with it.</summary>
internal static class OutputRules
{
    /// <summary>Adds every key and value that the output has no use for.</summary>
    public static void Check(Section top, Architecture architecture, Problems problems)
    {
        if (top.Has(Keys.Output) && top.Find(Keys.Output) is null)
        {
            return;
        }

        OutputForm output = OutputOf(top, architecture);

        if (architecture == Architecture.EncoderDecoder && output != OutputForm.Vocabulary)
        {
            CombinationRules.Combination(
                top, Keys.Output, Keys.Output.NameOf(output), Keys.Architecture.FullName, Keys.Architecture.NameOf(architecture),
                "its decoder puts out scores of the next token", problems);
        }

        foreach ((Key key, string reason) in Unused(output).Where(item => top.Has(item.Key)))
        {
            problems.Add(
                DiagnosticDescriptors.KeyDoesNotApply, top.KeySpan(key), key.FullName, Keys.Output.FullName, Keys.Output.NameOf(output),
                reason);
        }

        if (output >= OutputForm.Classes && top.Has(Keys.Output))
        {
            top.RequirePresence(Keys.Outputs, top.KeySpan(Keys.Output));
        }

        CheckTied(top, output, problems);
        CheckPooling(top, output, architecture, problems);
        CheckLoss(top, output, problems);
    }

    /// <summary>What a model puts out: the key, or classes of tokens where an encoder has so many outputs.</summary>
    public static OutputForm OutputOf(Section top, Architecture architecture) => top.Find(Keys.Output)
        ?? (architecture == Architecture.Encoder && top.Has(Keys.Outputs) ? OutputForm.TokenClasses : OutputForm.Vocabulary);

    /// <summary>Whether a model has one output for a whole sequence.</summary>
    public static bool IsPooled(OutputForm output) => output is OutputForm.Classes or OutputForm.Values;

    /// <summary>The pooling of an output; of a decoder's positions only the last has seen the whole sequence.</summary>
    public static PoolingForm? PoolingOf(OutputForm output, Architecture architecture, PoolingForm? asked) => !IsPooled(output)
        ? null
        : asked ?? (architecture == Architecture.Decoder ? PoolingForm.Last : PoolingForm.First);

    /// <summary>The loss of an output.</summary>
    public static LossFunction? LossOf(OutputForm output, LossFunction? asked) => output == OutputForm.Hidden
        ? null
        : asked ?? (output == OutputForm.Values ? LossFunction.MeanSquaredError : LossFunction.CrossEntropy);

    // Hidden states have neither a projection nor a loss, and what is scored for a whole sequence is no token.
    private static IEnumerable<(Key Key, string Reason)> Unused(OutputForm output) => output switch
    {
        OutputForm.Hidden =>
        [
            (Keys.Pooling, "hidden states are those of every position"),
            (Keys.Loss, "hidden states have no loss"),
            (Keys.Outputs, "hidden states are d_model columns"),
            (Keys.OutputBias, "hidden states have no projection"),
            (Keys.TieEmbeddings, "hidden states have no projection"),
            (Keys.LogitScale, "hidden states are no logits"),
            (Keys.LogitSoftCap, "hidden states are no logits"),
            (Keys.LabelSmoothing, "hidden states have no loss"),
            (Keys.Training, "hidden states have no loss"),
        ],
        OutputForm.Vocabulary =>
        [
            (Keys.Pooling, "every position has an output"),
            (Keys.Outputs, "there is one output per token of the vocabulary"),
        ],
        OutputForm.TokenClasses => [(Keys.Pooling, "every position has an output")],
        _ => [(Keys.TieEmbeddings, "a tied output projection has one output per token of the vocabulary")],
    };

    private static void CheckTied(Section top, OutputForm output, Problems problems)
    {
        int? tokens = top.Find(Keys.Vocabulary)?.Decoder;

        if (output == OutputForm.TokenClasses && top.Find(Keys.TieEmbeddings) == true && tokens is int count
            && top.Find(Keys.Outputs) is int outputs && outputs != count)
        {
            string rule = $"a tied output projection has one output per token, and vocabulary is {Wording.Plain(count)}";
            CombinationRules.Combination(top, Keys.TieEmbeddings, "true", Keys.Outputs.FullName, Wording.Plain(outputs), rule, problems);
        }
    }

    private static void CheckPooling(Section top, OutputForm output, Architecture architecture, Problems problems)
    {
        if (IsPooled(output) && architecture == Architecture.Decoder
            && top.Find(Keys.Pooling) is PoolingForm pooling && pooling != PoolingForm.Last)
        {
            CombinationRules.Combination(
                top, Keys.Pooling, Keys.Pooling.NameOf(pooling), Keys.Architecture.FullName, Keys.Architecture.NameOf(architecture),
                "of a decoder's positions only the last has seen the whole sequence, so pooling is last", problems);
        }
    }

    private static void CheckLoss(Section top, OutputForm output, Problems problems)
    {
        if (output != OutputForm.Hidden && top.Find(Keys.Loss) is LossFunction loss && !LossesOf(output).Contains(loss))
        {
            string allowed = Wording.Join([.. LossesOf(output).Select(Keys.Loss.NameOf)]);
            CombinationRules.Combination(
                top, Keys.Loss, Keys.Loss.NameOf(loss), Keys.Output.FullName, Keys.Output.NameOf(output),
                LossesOf(output).Length == 1 ? $"allowed is {allowed}" : $"allowed are {allowed}", problems);
        }

        if (top.Find(Keys.LabelSmoothing) > 0 && LossOf(output, top.Find(Keys.Loss)) is LossFunction used
            && used != LossFunction.CrossEntropy)
        {
            CombinationRules.Combination(
                top, Keys.LabelSmoothing, Keys.LabelSmoothing.Text(top.Find(Keys.LabelSmoothing)!.Value), Keys.Loss.FullName,
                Keys.Loss.NameOf(used), "only cross_entropy has one label to smooth", problems);
        }
    }

    private static LossFunction[] LossesOf(OutputForm output) => output switch
    {
        OutputForm.Values => [LossFunction.MeanSquaredError],
        OutputForm.Classes or OutputForm.TokenClasses => [LossFunction.CrossEntropy, LossFunction.BinaryCrossEntropy],
        _ => [LossFunction.CrossEntropy],
    };
}
