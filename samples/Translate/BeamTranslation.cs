using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>Finds translations with beams, many sentences in one pass.</summary>
/// <param name="model">The translator; its weights are taken as they are now.</param>
/// <param name="subwords">Its vocabulary.</param>
/// <param name="workers">The threads to run on.</param>
/// <param name="settings">Translations that go on side by side, where 1 always takes the most likely subword, and the length penalty.</param>
internal sealed class BeamTranslation<TModel>(TModel model, Subwords subwords, Workers workers, Settings settings) : ISearch, IDisposable
    where TModel : TransformerModel, ITransformer<TModel>
{
    private readonly EncoderDecoderSession _session = (EncoderDecoderSession)model.StartInference(workers);

    /// <inheritdoc/>
    public int LongestSource => TModel.Shape.MaxLength;

    /// <inheritdoc/>
    public IReadOnlyList<int[]> Translate(IReadOnlyList<int[]> sources) =>
        [.. _session.Search(sources, subwords.StartToken, new BeamSearch { EndToken = subwords.EndToken, Beams = settings.Beams, LengthPenalty = settings.LengthPenalty })
            .Select(static hypotheses => (int[])[.. hypotheses[0].Tokens])];

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
