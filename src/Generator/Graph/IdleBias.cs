using System.Linq;

namespace Weft.Generator.Graph;

/// <summary>
/// The bias of keys where nothing depends on it: what is added to all keys alike adds the same to all scores of a query, which softmax
/// takes off again. Not where keys are turned by their positions or normalized, nor where scores are bent.
/// </summary>
internal static class IdleBias
{
    /// <summary>That of a projection that makes keys; null for others.</summary>
    public static Parameter? Of(Projection projection, Block block)
    {
        Attention? attention = block.Forward.OfType<Attention>().FirstOrDefault(node => node.Key.Matrix == projection.Output);

        if (projection.Biases.IsEmpty || attention is null or { Shape.SoftCap: > 0 } || IsChanged(attention.Key, block))
        {
            return null;
        }

        int index = 0;

        for (int panel = 0; panel < attention.Key.Panel; index++)
        {
            panel += projection.Weights[index].Columns.Panels;
        }

        return projection.Biases[index];
    }

    private static bool IsChanged(Slice slice, Block block) => block.Forward.Any(node => node switch
    {
        Rotary rotary => rotary.Heads.Overlaps(slice),
        Norm norm => norm.Input.Overlaps(slice),
        _ => false,
    });
}
