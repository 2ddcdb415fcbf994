/// <summary>Uses a cache line, so that the first level cache keeps it for longer.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static void Touch(float* line)
{
    if (Sse.IsSupported)
    {
        Sse.Prefetch0(line);
    }
}
