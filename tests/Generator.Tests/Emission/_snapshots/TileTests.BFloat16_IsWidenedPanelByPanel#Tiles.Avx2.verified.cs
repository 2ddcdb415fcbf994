/// <summary>output[rows, 16] = panel[row.., 16]: floats of which the upper halves are stored.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void WidenBFloat16(float* panel, nint row, nint rows, float* output)
{
    unchecked
    {
        ushort* stored = (ushort*)panel;
        stored = &stored[row * 16];

        for (float* end = &output[rows * 16]; output != end; output = &output[16], stored = &stored[16])
        {
            Vector256<float>* outputRow = (Vector256<float>*)output;
            outputRow[0] = FromBFloat16(stored);
            outputRow[1] = FromBFloat16(&stored[8]);
        }
    }
}
