using System;

namespace Weft;

/// <summary>How moments stand in memory: in blocks of 16 numbers, each in the bytes that its storage takes.</summary>
internal abstract unsafe class StoredMoments
{
    /// <summary>Numbers of a block; shares and ranges of parameters consist of whole ones.</summary>
    public const int BlockLength = 16;

    /// <summary>Bytes of a block.</summary>
    public abstract nuint BlockBytes { get; }

    /// <summary>How a storage keeps moments.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="isSecond">Whether they are second moments, of which none is negative.</param>
    public static StoredMoments Of(MomentStorage storage, bool isSecond) => storage switch
    {
        MomentStorage.BFloat16 => new InBlocks<BFloat16Moments>(),
        MomentStorage.Float8 when isSecond => new InBlocks<SecondFloat8Moments>(),
        MomentStorage.Float8 => new InBlocks<FirstFloat8Moments>(),
        _ => new AsFloats(),
    };

    /// <summary>Bytes of <paramref name="length"/> numbers, whole blocks.</summary>
    public nuint Bytes(nuint length) => length / BlockLength * this.BlockBytes;

    /// <summary>Floats of an arena that holds them.</summary>
    public nuint ArenaFloats(nuint length) => (this.Bytes(length) + sizeof(float) - 1) / sizeof(float);

    /// <summary>Reads blocks as floats.</summary>
    /// <param name="blocks">The first block.</param>
    /// <param name="values">Room for the floats.</param>
    /// <param name="length">Floats, a multiple of 16.</param>
    public abstract void Read(byte* blocks, float* values, nuint length);

    /// <summary>Writes floats as blocks: those that were read from blocks to the same bytes, others to the nearest.</summary>
    /// <param name="values">The floats.</param>
    /// <param name="blocks">The first block.</param>
    /// <param name="length">Floats, a multiple of 16.</param>
    public abstract void Write(float* values, byte* blocks, nuint length);

    private sealed class AsFloats : StoredMoments
    {
        public override nuint BlockBytes => BlockLength * sizeof(float);

        public override void Read(byte* blocks, float* values, nuint length) =>
            Buffer.MemoryCopy(blocks, values, length * sizeof(float), length * sizeof(float));

        public override void Write(float* values, byte* blocks, nuint length) =>
            Buffer.MemoryCopy(values, blocks, length * sizeof(float), length * sizeof(float));
    }

    private sealed class InBlocks<TMoments> : StoredMoments
        where TMoments : struct, IMomentBlock
    {
        public override nuint BlockBytes => TMoments.BlockBytes;

        public override void Read(byte* blocks, float* values, nuint length)
        {
            for (nuint index = 0; index < length; index += BlockLength, blocks += TMoments.BlockBytes)
            {
                TMoments.Load(blocks).Write(values + index);
            }
        }

        public override void Write(float* values, byte* blocks, nuint length)
        {
            for (nuint index = 0; index < length; index += BlockLength, blocks += TMoments.BlockBytes)
            {
                TMoments.Store(blocks, SixteenFloats.Read(values + index), SixteenBits.Half);
            }
        }
    }
}
