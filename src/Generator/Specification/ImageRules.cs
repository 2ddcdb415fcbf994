using Weft.Generator.Diagnostics;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>The rules of `image`: patches that cover the image, and no keys that tokens alone have a use for.</summary>
internal static class ImageRules
{
    /// <summary>Adds every broken rule.</summary>
    public static void Check(Section top, Problems problems)
    {
        if (top.Find(Keys.Image) is not Section image)
        {
            return;
        }

        foreach (Key key in new Key[] { Keys.ImageHeight, Keys.ImageWidth, Keys.ImagePatch })
        {
            image.RequirePresence(key, top.KeySpan(Keys.Image));
        }

        CheckCover(image, Keys.ImageHeight, problems);
        CheckCover(image, Keys.ImageWidth, problems);
        CheckSizes(top, image, problems);
        CheckKeys(top, problems);
        CheckValues(top, problems);
    }

    /// <summary>The images of a model; null where it reads tokens. Only for a spec without problems.</summary>
    public static ImageInput? ImageOf(Section top) => top.Find(Keys.Image) is Section image
        ? new ImageInput(
            image.Find(Keys.ImageHeight)!.Value, image.Find(Keys.ImageWidth)!.Value, image.Find(Keys.ImagePatch)!.Value,
            image.Find(Keys.ImageChannels, Keys.ImageChannels.Default)!.Value,
            image.Find(Keys.ImageClassToken, Keys.ImageClassToken.Default)!.Value)
        : null;

    private static void CheckCover(Section image, IntegerKey side, Problems problems)
    {
        if (image.Find(Keys.ImagePatch) is int patch && image.Find(side) is int pixels && pixels % patch != 0)
        {
            CombinationRules.Combination(
                image, Keys.ImagePatch, Wording.Plain(patch), side.FullName, Wording.Plain(pixels), "patches must cover the image exactly",
                problems);
        }
    }

    private static void CheckSizes(Section top, Section image, Problems problems)
    {
        long channels = image.Find(Keys.ImageChannels, Keys.ImageChannels.Default) ?? 0;
        long patch = image.Find(Keys.ImagePatch) ?? 0;
        long pixels = (long)(image.Find(Keys.ImageHeight) ?? 0) * (image.Find(Keys.ImageWidth) ?? 0);
        long rows = patch == 0 ? 0 : (pixels / (patch * patch)) + 1;

        long columns = channels * patch * patch;

        CheckSize(top, "image.channels x image.patch x image.patch", "columns", columns, Limits.FeedForwardColumns, problems);
        CheckSize(top, "an image", "floats", channels * pixels, int.MaxValue, problems);
        CheckSize(top, "an image", "patches", rows, Limits.Rows, problems);

        if (top.Find(Keys.Training)?.Find(Keys.TrainingBatch) is int batch)
        {
            CheckSize(top, "training.batch x the patches of an image", "rows", batch * rows, Limits.Rows, problems);
            CheckSize(top, "training.batch images", "floats", batch * channels * pixels, int.MaxValue, problems);
        }

        long sequences = top.Find(Keys.Inference)?.Find(Keys.InferenceSequences) ?? 1;
        CheckSize(top, "inference.sequences images", "floats", sequences * channels * pixels, int.MaxValue, problems);
    }

    private static void CheckSize(Section top, string what, string unit, long size, long limit, Problems problems)
    {
        if (size > limit)
        {
            problems.Add(
                DiagnosticDescriptors.TooLarge, top.ValueSpan(Keys.Image), what, $"{Wording.Grouped(size)} {unit}", Wording.Grouped(limit));
        }
    }

    private static void CheckKeys(Section top, Problems problems)
    {
        foreach ((Key key, string reason) in new (Key, string)[]
        {
            (Keys.Vocabulary, "an image has pixels in the place of tokens"),
            (Keys.TokenTypes, "an image has pixels in the place of tokens"),
            (Keys.TieEmbeddings, "an image has no table of tokens"),
            (Keys.ShareEmbeddings, "an image has no table of tokens"),
            (Keys.ScaleEmbeddings, "an image has no table of tokens"),
            (Keys.EmbeddingScale, "an image has no table of tokens"),
            (Keys.EmbeddingSize, "patches are projected to d_model columns"),
            (Keys.MaxLength, "its patches are the sequence"),
        })
        {
            Refuse(top, top, key, reason, problems);
        }

        if (top.Find(Keys.Training) is Section training)
        {
            Refuse(top, training, Keys.TrainingLength, "its patches are the sequence", problems);
            Refuse(top, training, Keys.TrainingTokens, "its patches are the sequence, so give batch", problems);
        }
    }

    private static void Refuse(Section top, Section section, Key key, string reason, Problems problems)
    {
        if (section.Has(key))
        {
            problems.Add(DiagnosticDescriptors.KeyDoesNotApply, section.KeySpan(key), key.FullName, Keys.Image.FullName, "{...}", reason);
        }
    }

    private static void CheckValues(Section top, Problems problems)
    {
        if (top.Find(Keys.Architecture) is Architecture architecture && architecture != Architecture.Encoder)
        {
            CombinationRules.Combination(
                top, Keys.Image, "{...}", Keys.Architecture.FullName, Keys.Architecture.NameOf(architecture), "an encoder reads images",
                problems);
            return;
        }

        if (!top.Has(Keys.Output) && !top.Has(Keys.Outputs))
        {
            top.RequirePresence(Keys.Output, top.KeySpan(Keys.Image));
        }
        else if (top.Find(Keys.Output) == OutputForm.Vocabulary)
        {
            CombinationRules.Combination(
                top, Keys.Output, Keys.Output.NameOf(OutputForm.Vocabulary), Keys.Image.FullName, "{...}", "an image has no vocabulary",
                problems);
        }

        if (top.Find(Keys.PositionalEncoding, Keys.PositionalEncoding.Default) is PositionalEncoding encoding
            && encoding is not (PositionalEncoding.Learned or PositionalEncoding.None))
        {
            CombinationRules.Combination(
                top, top.Has(Keys.PositionalEncoding) ? Keys.PositionalEncoding : Keys.Image, top.Has(Keys.PositionalEncoding)
                    ? Keys.PositionalEncoding.NameOf(encoding) : "{...}",
                top.Has(Keys.PositionalEncoding) ? Keys.Image.FullName : Keys.PositionalEncoding.FullName,
                top.Has(Keys.PositionalEncoding) ? "{...}" : Keys.PositionalEncoding.NameOf(encoding),
                "places in an image are learned, or none", problems);
        }
    }
}
