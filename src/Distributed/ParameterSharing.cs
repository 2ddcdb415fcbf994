using System;
using System.Collections.Generic;

namespace Weft.Distributed;

/// <summary>Gives every rank the parameters that the others have updated: what each rank's share of the gradients belongs to.</summary>
internal sealed unsafe class ParameterSharing
{
    private const nuint ChunkFloats = 1 << 24;
    private readonly TransformerModel _model;
    private readonly Messenger _messenger;
    private readonly int _rank;
    private readonly (nuint Start, nuint Length)[][] _pieces;
    private readonly nint[] _requests;

    public ParameterSharing(TransformerModel model, GradientParts parts, Messenger messenger, int rank, int count)
    {
        _model = model;
        _messenger = messenger;
        _rank = rank;
        _pieces = new (nuint, nuint)[count][];
        int messages = 0;

        for (int owner = 0; owner < count; owner++)
        {
            GradientShare share = new(parts, owner, count);
            _pieces[owner] = PiecesOf(model.Description, share);
            messages += owner == rank ? (count - 1) * _pieces[owner].Length : _pieces[owner].Length;
        }

        _requests = GC.AllocateArray<nint>(messages, pinned: true);
    }

    /// <summary>Sends what is updated here to all others, and receives what they have updated.</summary>
    public void Share()
    {
        int begun = 0;

        fixed (nint* requests = _requests)
        {
            for (int other = 0; other < _pieces.Length; other++)
            {
                if (other != _rank)
                {
                    foreach ((nuint start, nuint length) in _pieces[other])
                    {
                        _messenger.Receive(_model.Parameters.Pointer + start, (long)length * sizeof(float), other, &requests[begun++]);
                    }

                    foreach ((nuint start, nuint length) in _pieces[_rank])
                    {
                        _messenger.Send(_model.Parameters.Pointer + start, (long)length * sizeof(float), other, &requests[begun++]);
                    }
                }
            }

            for (int request = 0; request < begun; request++)
            {
                _messenger.Wait(&requests[request]);
            }
        }
    }

    /// <summary>
    /// The parameters of a share, in the order of their gradients. What is frozen has no gradient: where it lies between, there are several
    /// pieces.
    /// </summary>
    internal static (nuint Start, nuint Length)[] PiecesOf(ModelDescription description, GradientShare share)
    {
        List<(nuint Start, nuint Length)> pieces = [];

        foreach (ParameterInfo info in description.Parameters)
        {
            nuint start = Math.Max(info.GradientOffset, share.Start);
            nuint end = Math.Min(info.GradientOffset + (nuint)info.PaddedCount, share.End);

            if (info.IsTrained && start < end)
            {
                Append(pieces, info.Offset + (start - info.GradientOffset), end - start);
            }
        }

        return [.. pieces];
    }

    private static void Append(List<(nuint Start, nuint Length)> pieces, nuint start, nuint length)
    {
        if (pieces.Count > 0 && pieces[^1].Start + pieces[^1].Length == start && pieces[^1].Length + length <= ChunkFloats)
        {
            pieces[^1] = (pieces[^1].Start, pieces[^1].Length + length);

            return;
        }

        for (nuint sent = 0; sent < length; sent += ChunkFloats)
        {
            pieces.Add((start + sent, Math.Min(ChunkFloats, length - sent)));
        }
    }
}
