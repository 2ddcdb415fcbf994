using System;
using System.Collections.Generic;
using System.Globalization;

namespace Weft;

/// <summary>The references of every segment of a corpus, without the empty ones: a segment may have fewer than its neighbours.</summary>
internal sealed class SegmentReferences
{
    private readonly IReadOnlyList<IReadOnlyList<string>> _streams;
    private int _fewest = int.MaxValue;
    private int _most;

    /// <exception cref="ArgumentException">There is no hypothesis, no reference stream, or one of another length.</exception>
    public SegmentReferences(IReadOnlyList<string> hypotheses, IReadOnlyList<IReadOnlyList<string>> streams)
    {
        ArgumentNullException.ThrowIfNull(hypotheses);
        ArgumentNullException.ThrowIfNull(streams);

        if (hypotheses.Count == 0)
        {
            throw new ArgumentException("There is no hypothesis to score.", nameof(hypotheses));
        }

        if (streams.Count == 0)
        {
            throw new ArgumentException("There is no reference to score against.", nameof(streams));
        }

        for (int stream = 0; stream < streams.Count; stream++)
        {
            if (streams[stream].Count != hypotheses.Count)
            {
                throw new ArgumentException(
                    $"There are {hypotheses.Count} hypotheses, but {streams[stream].Count} references in stream {stream + 1}.",
                    nameof(streams));
            }
        }

        _streams = streams;
    }

    /// <summary>
    /// The references a segment has, as a signature names them: a number, or "var" where segments differ. Known once all were read.
    /// </summary>
    public string CountName => _fewest == _most ? _most.ToString(CultureInfo.InvariantCulture) : "var";

    /// <summary>The references of one segment.</summary>
    /// <exception cref="ArgumentException">All of them are empty.</exception>
    public List<string> Of(int segment)
    {
        List<string> references = [];

        foreach (IReadOnlyList<string> stream in _streams)
        {
            if (!string.IsNullOrEmpty(stream[segment]))
            {
                references.Add(stream[segment]);
            }
        }

        if (references.Count == 0)
        {
            throw new ArgumentException($"Segment {segment + 1} has no reference: all of them are empty.", "references");
        }

        _fewest = Math.Min(_fewest, references.Count);
        _most = Math.Max(_most, references.Count);

        return references;
    }
}
