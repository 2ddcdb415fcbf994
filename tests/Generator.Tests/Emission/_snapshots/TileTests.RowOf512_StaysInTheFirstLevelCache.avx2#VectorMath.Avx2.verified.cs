/// <summary>Brings a cache line to the first level cache, or keeps it there for longer.</summary>
[MethodImpl(MethodImplOptions.AggressiveInlining)]
private static void Touch(float* line)
{
    if (Sse.IsSupported)
    {
        Sse.Prefetch0(line);
    }
}
