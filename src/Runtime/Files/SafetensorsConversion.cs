using System;
using System.Runtime.InteropServices;

namespace Weft;

/// <summary>
/// Converts the stored elements of a tensor, and back; the format is little-endian, as every processor .NET 10 runs generated models on.
/// </summary>
internal static class SafetensorsConversion
{
    /// <summary>Converts one buffer; false when the type cannot be read so.</summary>
    internal delegate bool Convert<T>(SafetensorsType type, ReadOnlySpan<byte> bytes, Span<T> values);

    /// <summary>To singles; integers and doubles are rounded to the nearest.</summary>
    public static bool ToSingles(SafetensorsType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (type == SafetensorsType.F32)
        {
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);

            return true;
        }

        Span<double> converted = new double[values.Length];

        if (!ToDoubles(type, bytes, converted))
        {
            return false;
        }

        for (int index = 0; index < values.Length; index++)
        {
            values[index] = (float)converted[index];
        }

        return true;
    }

    /// <summary>To doubles; exact for every type but I64.</summary>
    public static bool ToDoubles(SafetensorsType type, ReadOnlySpan<byte> bytes, Span<double> values)
    {
        switch (type)
        {
            case SafetensorsType.F64:
                return ConvertAll<double>(bytes, values, static value => value);
            case SafetensorsType.F32:
                return ConvertAll<float>(bytes, values, static value => value);
            case SafetensorsType.F16:
                return ConvertAll<Half>(bytes, values, static value => (double)value);
            case SafetensorsType.BF16:
                return ConvertAll<ushort>(bytes, values, static value => BFloat16Bits.ToSingle(value));
            case SafetensorsType.I64:
                return ConvertAll<long>(bytes, values, static value => value);
            case SafetensorsType.I32:
                return ConvertAll<int>(bytes, values, static value => value);
            default:
                return false;
        }
    }

    /// <summary>To 64-bit integers, from integers only.</summary>
    public static bool ToIntegers(SafetensorsType type, ReadOnlySpan<byte> bytes, Span<long> values)
    {
        if (type == SafetensorsType.I64)
        {
            MemoryMarshal.Cast<byte, long>(bytes).CopyTo(values);

            return true;
        }

        if (type != SafetensorsType.I32)
        {
            return false;
        }

        ReadOnlySpan<int> stored = MemoryMarshal.Cast<byte, int>(bytes);

        for (int index = 0; index < values.Length; index++)
        {
            values[index] = stored[index];
        }

        return true;
    }

    /// <summary>From doubles to one of the types of floats, rounded to the nearest, ties to even.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is another.</exception>
    public static void FromDoubles(SafetensorsType type, ReadOnlySpan<double> values, Span<byte> bytes)
    {
        switch (type)
        {
            case SafetensorsType.F64:
                values.CopyTo(MemoryMarshal.Cast<byte, double>(bytes));
                break;
            case SafetensorsType.F32:
                StoreAll(values, MemoryMarshal.Cast<byte, float>(bytes), static value => (float)value);
                break;
            case SafetensorsType.F16:
                StoreAll(values, MemoryMarshal.Cast<byte, Half>(bytes), static value => (Half)value);
                break;
            case SafetensorsType.BF16:
                StoreAll(values, MemoryMarshal.Cast<byte, ushort>(bytes), static value => BFloat16Bits.FromSingle((float)value));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    private static void StoreAll<T>(ReadOnlySpan<double> values, Span<T> stored, Func<double, T> convert)
        where T : unmanaged
    {
        for (int index = 0; index < values.Length; index++)
        {
            stored[index] = convert(values[index]);
        }
    }

    private static bool ConvertAll<T>(ReadOnlySpan<byte> bytes, Span<double> values, Func<T, double> convert)
        where T : unmanaged
    {
        ReadOnlySpan<T> stored = MemoryMarshal.Cast<byte, T>(bytes);

        for (int index = 0; index < values.Length; index++)
        {
            values[index] = convert(stored[index]);
        }

        return true;
    }
}
