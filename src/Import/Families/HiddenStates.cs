using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>The output of an encoder that has no head: its last hidden states, by way of a projection that changes nothing.</summary>
internal static class HiddenStates
{
    /// <summary>The projection, which no file has.</summary>
    public static readonly TensorRule Rule = new("output.weight", "output.weight") { Absent = Identity };

    private static float[] Identity(Parameter parameter)
    {
        float[] values = new float[parameter.Count];

        for (int row = 0; row < parameter.Rows; row++)
        {
            values[(row * parameter.Columns) + row] = 1;
        }

        return values;
    }
}
