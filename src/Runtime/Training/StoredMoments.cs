using System;

namespace Weft;

/// <summary>Moments in memory: blocks of 16 numbers, each in the bytes that its storage takes.</summary>
internal static unsafe class StoredMoments
{
    /// <summary>Numbers of a block; shares and ranges of parameters consist of whole ones.</summary>
    public const int BlockLength = 16;

    /// <summary>Bytes of a block.</summary>
    public static nuint BlockBytes(MomentStorage storage) => storage switch
    {
        MomentStorage.BFloat16 => BFloat16Moments.BlockBytes,
        MomentStorage.Float8 => FirstFloat8Moments.BlockBytes,
        _ => BlockLength * sizeof(float),
    };

    /// <summary>Bytes of <paramref name="length"/> numbers, whole blocks.</summary>
    public static nuint Bytes(MomentStorage storage, nuint length) => length / BlockLength * BlockBytes(storage);

    /// <summary>Floats of an arena that holds them.</summary>
    public static nuint ArenaFloats(MomentStorage storage, nuint length) =>
        (Bytes(storage, length) + sizeof(float) - 1) / sizeof(float);

    /// <summary>Reads blocks as floats.</summary>
    /// <param name="storage">How they are stored.</param>
    /// <param name="isSecond">Whether they are second moments, of which none is negative.</param>
    /// <param name="blocks">The first block.</param>
    /// <param name="values">Room for the floats.</param>
    /// <param name="length">Floats, a multiple of 16.</param>
    public static void Read(MomentStorage storage, bool isSecond, byte* blocks, float* values, nuint length)
    {
        switch (storage)
        {
            case MomentStorage.BFloat16:
                Read<BFloat16Moments>(blocks, values, length);
                break;
            case MomentStorage.Float8 when isSecond:
                Read<SecondFloat8Moments>(blocks, values, length);
                break;
            case MomentStorage.Float8:
                Read<FirstFloat8Moments>(blocks, values, length);
                break;
            default:
                Buffer.MemoryCopy(blocks, values, length * sizeof(float), length * sizeof(float));
                break;
        }
    }

    /// <summary>Writes floats as blocks: those that were read from blocks to the same bytes, others to the nearest.</summary>
    /// <param name="storage">How they are stored.</param>
    /// <param name="isSecond">Whether they are second moments.</param>
    /// <param name="values">The floats.</param>
    /// <param name="blocks">The first block.</param>
    /// <param name="length">Floats, a multiple of 16.</param>
    public static void Write(MomentStorage storage, bool isSecond, float* values, byte* blocks, nuint length)
    {
        switch (storage)
        {
            case MomentStorage.BFloat16:
                Write<BFloat16Moments>(values, blocks, length);
                break;
            case MomentStorage.Float8 when isSecond:
                Write<SecondFloat8Moments>(values, blocks, length);
                break;
            case MomentStorage.Float8:
                Write<FirstFloat8Moments>(values, blocks, length);
                break;
            default:
                Buffer.MemoryCopy(values, blocks, length * sizeof(float), length * sizeof(float));
                break;
        }
    }

    private static void Read<TMoments>(byte* blocks, float* values, nuint length)
        where TMoments : struct, IMomentBlock
    {
        for (nuint index = 0; index < length; index += BlockLength, blocks += TMoments.BlockBytes)
        {
            TMoments.Load(blocks).Write(values + index);
        }
    }

    private static void Write<TMoments>(float* values, byte* blocks, nuint length)
        where TMoments : struct, IMomentBlock
    {
        for (nuint index = 0; index < length; index += BlockLength, blocks += TMoments.BlockBytes)
        {
            TMoments.Store(blocks, SixteenFloats.Read(values + index), SixteenBits.Half);
        }
    }
}
