using System.Linq;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator.Diagnostics;
using Weft.Generator.Shared;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>The rules over several keys. Each looks up the values it needs and is skipped when one of them is missing or bad.</summary>
internal static class CombinationRules
{
    /// <summary>Adds every broken rule.</summary>
    /// <param name="top">The keys at the top of the spec.</param>
    /// <param name="start">Where a missing key is reported.</param>
    /// <param name="problems">Receives them.</param>
    public static void Check(Section top, TextSpan start, Problems problems)
    {
        CheckPresence(top, start);
        ImageRules.Check(top, problems);
        CheckDivisors(top, problems);
        CheckPositions(top, problems);
        CheckNorms(top, problems);
        CheckEmbeddings(top, problems);
        CheckCompanions(top, start, problems);
        ExpertRules.Check(top, problems);
        MixerRules.Check(top, problems);
        AdapterRules.Check(top, problems);

        if (top.Find(Keys.Architecture) is Architecture architecture)
        {
            ArchitectureRules.Check(top, architecture, problems);
        }

        if (top.Find(Keys.Training) is Section training)
        {
            TrainingRules.Check(top, training, problems);
        }

        if (top.Find(Keys.Inference) is Section inference)
        {
            InferenceRules.Check(inference, problems);
        }
    }

    private static void CheckPresence(Section top, TextSpan start)
    {
        // An image says how long its sequence is.
        Key[] ofTokens = top.Has(Keys.Image) ? [] : [Keys.Vocabulary, Keys.MaxLength];

        Key[] ofAttention = MixerRules.IsRecurrent(top) ? [] : [Keys.Heads];

        foreach (Key key in (Key[])[Keys.Model, Keys.Architecture, .. ofTokens, Keys.ModelSize, Keys.Layers, .. ofAttention])
        {
            top.RequirePresence(key, start);
        }
    }

    private static void CheckDivisors(Section top, Problems problems)
    {
        CheckDivisor(top, Keys.Heads, Keys.ModelSize, problems);
        CheckDivisor(top, Keys.KeyValueHeads, Keys.Heads, problems);

        if (top.Find(Keys.Encoder) is Section encoder)
        {
            CheckDivisor(encoder, Keys.EncoderHeads, top, Keys.ModelSize, problems);
            CheckEncoder(top, encoder, problems);
        }
    }

    private static void CheckDivisor(Section top, IntegerKey divisorKey, IntegerKey key, Problems problems) =>
        CheckDivisor(top, divisorKey, top, key, problems);

    private static void CheckDivisor(Section section, IntegerKey divisorKey, Section top, IntegerKey key, Problems problems)
    {
        if (section.Find(divisorKey) is int divisor && top.Find(key) is int number && number % divisor != 0)
        {
            int[] near = [Nearest(number, divisor, -1), Nearest(number, divisor, 1)];
            string[] nearest = [.. near.Where(static candidate => candidate > 0).Select(static candidate => Wording.Plain(candidate))];
            string verb = nearest.Length > 1 ? "that do are" : "that does is";
            string rule = $"{divisorKey.Name} must divide {key.Name}; the nearest {verb} {Wording.Join(nearest)}";
            Combination(section, divisorKey, Wording.Plain(divisor), key.FullName, Wording.Plain(number), rule, problems);
        }
    }

    // What is one for both stacks: how many heads share keys, and the table of positions.
    private static void CheckEncoder(Section top, Section encoder, Problems problems)
    {
        if (encoder.Find(Keys.EncoderHeads) is not int heads || top.Find(Keys.Heads) == heads)
        {
            return;
        }

        if (top.Find(Keys.KeyValueHeads) is int keyHeads)
        {
            Combination(
                encoder, Keys.EncoderHeads, Wording.Plain(heads), Keys.KeyValueHeads.FullName, Wording.Plain(keyHeads),
                "a stack with other heads has a head of keys for each of them", problems);
        }

        if (top.Find(Keys.PositionalEncoding) is PositionalEncoding encoding and (PositionalEncoding.Rope or PositionalEncoding.Alibi))
        {
            Combination(
                encoder, Keys.EncoderHeads, Wording.Plain(heads),
                Keys.PositionalEncoding.FullName, Keys.PositionalEncoding.NameOf(encoding),
                "both stacks read one table of positions, which is made for heads of one number and size", problems);
        }
    }

    // The next divisor of a number below or above a value; 0 when there is none.
    private static int Nearest(int number, int from, int direction)
    {
        int candidate = from + direction;

        while (candidate > 0 && candidate <= number && number % candidate != 0)
        {
            candidate += direction;
        }

        return candidate > number ? 0 : candidate;
    }

    private static void CheckPositions(Section top, Problems problems)
    {
        PositionalEncoding? encoding = top.Find(Keys.PositionalEncoding, Keys.PositionalEncoding.Default);

        if (encoding == PositionalEncoding.Rope && KeySize(top) is int keySize)
        {
            CheckTurned(top, keySize, problems);
        }

        if (top.Find(Keys.RopePattern) is EquatableArray<bool> layers && layers.All(static isTurned => !isTurned))
        {
            Combination(
                top, Keys.RopePattern, "[none]", Keys.PositionalEncoding.FullName, "rope",
                "a pattern without a layer that turns leaves no positions, which positional_encoding: none says", problems);
        }

        if (top.Find(Keys.RelativeBias) is Section relative)
        {
            CheckBuckets(top, relative, problems);
        }

        foreach (Key key in new Key[] { Keys.RopeTheta, Keys.RopeLocalTheta, Keys.RopeFraction, Keys.RopeScaling, Keys.RopePattern })
        {
            if (top.Has(key) && encoding is PositionalEncoding present && present != PositionalEncoding.Rope)
            {
                DoesNotApply(
                    top, key, Keys.PositionalEncoding.FullName, Keys.PositionalEncoding.NameOf(present), "only rope turns by it", problems);
            }
        }
    }

    // Half of the buckets of a direction have one distance each, and an encoder has two directions.
    private static void CheckBuckets(Section top, Section relative, Problems problems)
    {
        if (top.Find(Keys.PositionalEncoding) == PositionalEncoding.Alibi)
        {
            DoesNotApply(
                top, Keys.RelativeBias, Keys.PositionalEncoding.FullName, "alibi", "scores have one kind of bias by distance", problems);
        }

        if (relative.Find(Keys.RelativeBuckets) is not int buckets || top.Find(Keys.Architecture) is not Architecture architecture)
        {
            return;
        }

        if (architecture != Architecture.Decoder && buckets % 2 != 0)
        {
            Combination(
                relative, Keys.RelativeBuckets, Wording.Plain(buckets), Keys.Architecture.FullName, Keys.Architecture.NameOf(architecture),
                "half of the buckets are of keys before the query and half of those behind it, so their number must be even", problems);
        }
        else if (relative.Find(Keys.RelativeMaximumDistance) is int distance
            && distance <= buckets / (architecture == Architecture.Encoder ? 4 : 2))
        {
            Combination(
                relative, Keys.RelativeMaximumDistance, Wording.Plain(distance), Keys.RelativeBuckets.FullName, Wording.Plain(buckets),
                "half of a direction's buckets have a distance each, and max_distance must be above them", problems);
        }
    }

    private static void CheckTurned(Section top, int keySize, Problems problems)
    {
        float fraction = top.Find(Keys.RopeFraction) ?? 1;
        int turned = ModelSpecification.ColumnsOf(keySize, fraction);

        if (turned > 0 && turned % 2 == 0)
        {
            return;
        }

        if (top.Has(Keys.RopeFraction))
        {
            string rule = $"rope turns pairs of columns, and their number would be {Wording.Plain(turned)}";
            Combination(
                top, Keys.RopeFraction, Keys.RopeFraction.Text(fraction), Keys.KeySize.FullName, Wording.Plain(keySize), rule, problems);
        }
        else
        {
            Combination(
                top, Keys.PositionalEncoding, "rope", Keys.KeySize.FullName, Wording.Plain(keySize),
                "rope turns pairs of columns, so d_key must be even", problems);
        }
    }

    private static void CheckEmbeddings(Section top, Problems problems)
    {
        if (top.Find(Keys.EmbeddingSize) is int columns && top.Find(Keys.ModelSize) is int size && columns != size
            && top.Find(Keys.TieEmbeddings) == true && !top.Has(Keys.Head))
        {
            Combination(
                top, Keys.EmbeddingSize, Wording.Plain(columns), Keys.TieEmbeddings.FullName, "true",
                "the output is as wide as the layers, and only a head makes it as narrow as the table", problems);
        }
    }

    // Keys that mean nothing without others.
    private static void CheckCompanions(Section top, TextSpan start, Problems problems)
    {
        if ((top.Has(Keys.WindowPattern) || top.Has(Keys.RopeLocalTheta)) && !MixerRules.IsRecurrent(top))
        {
            top.RequirePresence(Keys.Window, start);
        }

        if (top.Find(Keys.Head) is Section head)
        {
            head.RequirePresence(Keys.HeadActivation, top.KeySpan(Keys.Head));
        }

        if (top.Find(Keys.RelativeBias) is Section relative)
        {
            relative.RequirePresence(Keys.RelativeBuckets, top.KeySpan(Keys.RelativeBias));
            relative.RequirePresence(Keys.RelativeMaximumDistance, top.KeySpan(Keys.RelativeBias));
        }

        if (top.Find(Keys.RopeScaling) is Section scaling)
        {
            TextSpan place = top.KeySpan(Keys.RopeScaling);
            scaling.RequirePresence(Keys.RopeScalingType, place);
            scaling.RequirePresence(Keys.RopeScalingFactor, place);
            CheckBounds(scaling, problems);
        }
    }

    // Between them frequencies are stretched in part; there is no between where they are the same.
    private static void CheckBounds(Section scaling, Problems problems)
    {
        float? low = scaling.Find(Keys.RopeLowFrequencyFactor, Keys.RopeLowFrequencyFactor.Default);
        float? high = scaling.Find(Keys.RopeHighFrequencyFactor, Keys.RopeHighFrequencyFactor.Default);

        if (scaling.Find(Keys.RopeScalingType) == RopeScalingType.Llama3 && low >= high)
        {
            NumberKey key = scaling.Has(Keys.RopeHighFrequencyFactor) ? Keys.RopeHighFrequencyFactor : Keys.RopeLowFrequencyFactor;
            NumberKey other = key == Keys.RopeHighFrequencyFactor ? Keys.RopeLowFrequencyFactor : Keys.RopeHighFrequencyFactor;
            Combination(
                scaling, key, key.Text(key == Keys.RopeHighFrequencyFactor ? high!.Value : low!.Value), other.FullName,
                other.Text(other == Keys.RopeHighFrequencyFactor ? high!.Value : low!.Value),
                "the high frequency factor must be above the low one", problems);
        }
    }

    private static void CheckNorms(Section top, Problems problems)
    {
        if (top.Has(Keys.NormBias) && top.Find(Keys.Normalization, Keys.Normalization.Default) == Normalization.RmsNorm)
        {
            DoesNotApply(
                top, Keys.NormBias, Keys.Normalization.FullName, Keys.Normalization.NameOf(Normalization.RmsNorm),
                "only layernorm has a bias", problems);
        }

        if (top.Find(Keys.FirstNorm) == false
            && top.Find(Keys.NormPlacement, Keys.NormPlacement.Default) is NormPlacement place && place != NormPlacement.Pre)
        {
            Combination(
                top, Keys.FirstNorm, "false", Keys.NormPlacement.FullName, Keys.NormPlacement.NameOf(place),
                "only norm_placement: pre has a norm there to leave out", problems);
        }

        if (top.Find(Keys.FirstNorm) == false && top.Find(Keys.SharedLayers) == true)
        {
            Combination(
                top, Keys.SharedLayers, "true", Keys.FirstNorm.FullName, "false", "a first layer of its own has parameters of its own",
                problems);
        }

        if (top.Find(Keys.ParallelSublayers) is not ParallelSublayers parallel || parallel == ParallelSublayers.None)
        {
            return;
        }

        string name = Keys.ParallelSublayers.NameOf(parallel);

        if (top.Find(Keys.FirstNorm) == false)
        {
            Combination(
                top, Keys.ParallelSublayers, name, Keys.FirstNorm.FullName, "false", "parallel sublayers read the stream through norms",
                problems);
        }

        if (top.Find(Keys.NormPlacement, Keys.NormPlacement.Default) is NormPlacement placement && placement != NormPlacement.Pre)
        {
            Combination(
                top, Keys.ParallelSublayers, name, Keys.NormPlacement.FullName, Keys.NormPlacement.NameOf(placement),
                "parallel sublayers read the stream through norms, so norm_placement must be pre", problems);
        }

        if (top.Find(Keys.Architecture) == Architecture.EncoderDecoder)
        {
            Combination(
                top, Keys.ParallelSublayers, name, Keys.Architecture.FullName, Keys.Architecture.NameOf(Architecture.EncoderDecoder),
                "cross-attention reads what self-attention gives", problems);
        }
    }

    /// <summary>Says that a key has no use beside another key's value.</summary>
    internal static void DoesNotApply(Section top, Key key, string otherName, string otherValue, string reason, Problems problems) =>
        problems.Add(DiagnosticDescriptors.KeyDoesNotApply, top.KeySpan(key), key.FullName, otherName, otherValue, reason);

    private static int? KeySize(Section top)
    {
        if (top.Has(Keys.KeySize))
        {
            return top.Find(Keys.KeySize);
        }

        return top.Find(Keys.ModelSize) is int size && top.Find(Keys.Heads) is int heads && size % heads == 0 ? size / heads : null;
    }

    /// <summary>Says that a key's value does not fit another key's.</summary>
    internal static void Combination(
        Section section, Key key, string value, string otherName, string otherValue, string rule, Problems problems) => problems.Add(
            DiagnosticDescriptors.ImpossibleCombination, section.ValueSpan(key), key.FullName, value, otherName, otherValue, rule);
}
