using System;
using Xunit;

namespace Weft.Runtime.Tests.Inference;

/// <summary>Calls of a session that change where a slot stands.</summary>
public static class SessionMoves
{
    public static TheoryData<Action<DecoderSession>> OfTheFirstSlot =>
    [
        static session => session.Feed(1),
        static session => session.Feed([1, 2, 3, 4]),
        static session => session.Feed([1, 0], [2, 3]),
        static session => session.FeedPrompts([1, 0], [2, 3]),
        static session => session.Reset(),
        static session => session.Reset(0),
        static session => session.Copy([1], [0]),
        static session => session.Generate([1], Sampling.Greedy, count: 0),
        static session => session.GenerateAll([[1]], Sampling.Greedy, count: 1),
        static session => session.Search([[1]], new BeamSearch { EndToken = 0, Beams = 2 }),
    ];

    public static TheoryData<Action<DecoderSession>> OfOtherSlots =>
    [
        static session => session.Feed([1], [5]),
        static session => session.FeedPrompts([1, 1, 2], [5, 6, 7]),
        static session => session.Feed(2, [5, 6]),
        static session => session.Reset(1),
        static session => session.Copy([0, 0], [1, 2]),
    ];
}
