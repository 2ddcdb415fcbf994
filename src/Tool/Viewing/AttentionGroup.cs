using System;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Weft.Tool.Viewing;

/// <summary>The weights of one kind of attention, of all layers and heads.</summary>
/// <param name="Name">What attends to what, as a heading.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Heads">Heads of each.</param>
/// <param name="Queries">What the tokens that look are called.</param>
/// <param name="Keys">What the tokens that are looked at are called.</param>
/// <param name="Weights">[layers, heads, queries, keys], in 1 / 65,535, two bytes each, the lower one first.</param>
internal sealed record AttentionGroup(
    string Name, int Layers, int Heads, ImmutableArray<string> Queries, ImmutableArray<string> Keys, byte[] Weights)
{
    private const int WeightBytes = sizeof(ushort);

    /// <summary>What a session has seen of a layer and a head.</summary>
    public delegate AttentionMap Find(int layer, int head);

    /// <summary>Collects the weights of a session.</summary>
    public static AttentionGroup Of(
        string name, int layers, int heads, ImmutableArray<string> queries, ImmutableArray<string> keys, Find find)
    {
        byte[] weights = new byte[checked(layers * heads * queries.Length * keys.Length * WeightBytes)];
        Span<byte> rest = weights;

        for (int map = 0; map < layers * heads; map++)
        {
            AttentionMap seen = find(map / heads, map % heads);

            for (int query = 0; query < seen.Queries; query++)
            {
                foreach (float weight in seen[query])
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)MathF.Round(weight * ushort.MaxValue));
                    rest = rest[WeightBytes..];
                }
            }
        }

        return new AttentionGroup(name, layers, heads, queries, keys, weights);
    }
}
