using System;
using System.Collections.Generic;
using System.Globalization;

namespace Weft;

/// <summary>
/// Parameters of integers in a safetensors file. Of a matrix <c>X</c> [out, in] stand there <c>X.integers</c>, [out, in] of I8 for int8, or
/// for int4 [out, in / 2] of U8 with the first of two inputs in the lower half; <c>X.scales</c>, [out, groups] of F16; for int4
/// <c>X.zeros</c>, [out, groups] of U8, in eighths of a step; and <c>X.factors</c>, [out] of F32. A weight is factor x scale x integer, or
/// factor x scale x (8 x integer - zero). A text says how many inputs are a group.
/// </summary>
internal static unsafe class StoredParameterFile
{
    private const string StorageKey = "weft.weights";
    private const string GroupKey = "weft.weights.group";
    private const string Integers = ".integers";
    private const string Scales = ".scales";
    private const string Zeros = ".zeros";
    private const string Factors = ".factors";
    private static readonly string[] Parts = [Integers, Scales, Zeros, Factors];

    /// <summary>Whether a tensor is a part of a parameter, and which parameter that is.</summary>
    public static bool IsPart(string name, out string parameter)
    {
        string? part = Array.Find(Parts, part => name.EndsWith(part, StringComparison.Ordinal));
        parameter = part is null ? name : name[..^part.Length];

        return part is not null;
    }

    /// <summary>Whether a file has a parameter as integers.</summary>
    public static bool Has(SafetensorsFile file, ParameterInfo info) => file.Find(info.Name + Integers) is not null;

    /// <summary>The storage of a file's integers; null for a file without any.</summary>
    /// <exception cref="ModelFileException">Their groups are of another size, or it is no storage that there is.</exception>
    public static WeightStorage? StorageOf(SafetensorsFile file)
    {
        if (!HasIntegers(file))
        {
            return null;
        }

        string name = file.Metadata.GetValueOrDefault(StorageKey, "none");

        foreach (WeightStorage storage in new[] { WeightStorage.Int8, WeightStorage.Int4 })
        {
            if (WeightPanel.Of(storage) is IntegerPanel panel && panel.Name == name)
            {
                string group = file.Metadata.GetValueOrDefault(GroupKey, "none");

                return group == Text(panel.GroupRows)
                    ? storage
                    : throw new ModelFileException(
                        file.Path, $"its weights are in groups of {group} inputs ('{GroupKey}'); Weft reads groups of {panel.GroupRows}.");
            }
        }

        throw new ModelFileException(file.Path, $"its weights are stored as {name} ('{StorageKey}'); Weft reads int8 and int4.");
    }

    /// <summary>Says how the parameters that follow are stored.</summary>
    public static void AddStorage(SafetensorsWriter writer, WeightStorage storage)
    {
        IntegerPanel panel = (IntegerPanel)WeightPanel.Of(storage);
        writer.AddMetadata(StorageKey, panel.Name);
        writer.AddMetadata(GroupKey, Text(panel.GroupRows));
    }

    /// <summary>Adds the tensors of a parameter.</summary>
    public static void Add(SafetensorsWriter writer, StoredParameter parameter)
    {
        ParameterInfo info = parameter.Info;
        long outputs = info.First.Count;
        long[] groups = [outputs, parameter.Groups];
        long[] integers = [outputs, BytesOfRow(parameter)];
        writer.Add(info.Name + Integers, TypeOf(parameter), integers, bytes => CopyIntegers(parameter, bytes));
        writer.Add(info.Name + Scales, SafetensorsType.F16, groups, bytes => CopyScales(parameter, bytes));

        if (parameter.Panel.HasZeros)
        {
            writer.Add(info.Name + Zeros, SafetensorsType.U8, groups, bytes => CopyZeros(parameter, bytes));
        }

        writer.Add(info.Name + Factors, [outputs], factors =>
        {
            for (int output = 0; output < factors.Length; output++)
            {
                factors[output] = parameter.PanelOf(output, out int column)[column];
            }
        });
    }

    /// <summary>Reads a parameter.</summary>
    /// <exception cref="ModelFileException">
    /// A tensor is missing, has another shape or type, or a number that is none of its kind.
    /// </exception>
    public static StoredParameter Read(SafetensorsFile file, ParameterInfo info, WeightStorage storage)
    {
        StoredParameter parameter = new(info, storage);
        long outputs = info.First.Count;
        SetIntegers(parameter, Bytes(file, info.Name + Integers, TypeOf(parameter), outputs, BytesOfRow(parameter)));
        SetScales(file, parameter, Bytes(file, info.Name + Scales, SafetensorsType.F16, outputs, parameter.Groups));

        if (parameter.Panel.HasZeros)
        {
            SetZeros(file, parameter, Bytes(file, info.Name + Zeros, SafetensorsType.U8, outputs, parameter.Groups));
        }

        _ = Bytes(file, info.Name + Factors, SafetensorsType.F32, outputs);
        float[] factors = ModelFile.ReadFinite(file, info.Name + Factors);

        for (int output = 0; output < factors.Length; output++)
        {
            parameter.PanelOf(output, out int column)[column] = factors[output];
        }

        return parameter;
    }

    private static bool HasIntegers(SafetensorsFile file)
    {
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            if (tensor.Name.EndsWith(Integers, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static SafetensorsType TypeOf(StoredParameter parameter) => IsHalves(parameter) ? SafetensorsType.U8 : SafetensorsType.I8;

    private static bool IsHalves(StoredParameter parameter) => parameter.Storage == WeightStorage.Int4;

    private static int BytesOfRow(StoredParameter parameter)
    {
        int inputs = parameter.Info.Second!.Value.Count;

        return IsHalves(parameter) ? (inputs + 1) / 2 : inputs;
    }

    private static void CopyIntegers(StoredParameter parameter, Span<byte> bytes)
    {
        int row = BytesOfRow(parameter);
        bytes.Clear();

        for (int output = 0; output < parameter.Info.First.Count; output++)
        {
            float* panel = parameter.PanelOf(output, out int column);
            Span<byte> integers = bytes.Slice(output * row, row);

            for (int input = 0; input < parameter.Info.Second!.Value.Count; input++)
            {
                int integer = parameter.Panel.Integer(panel, column, parameter.Info.Second.Value.IndexOf(input));

                if (IsHalves(parameter))
                {
                    integers[input / 2] |= (byte)(integer << (input % 2 * 4));
                }
                else
                {
                    integers[input] = (byte)integer;
                }
            }
        }
    }

    private static void SetIntegers(StoredParameter parameter, ReadOnlySpan<byte> bytes)
    {
        int row = BytesOfRow(parameter);

        for (int output = 0; output < parameter.Info.First.Count; output++)
        {
            float* panel = parameter.PanelOf(output, out int column);
            ReadOnlySpan<byte> integers = bytes.Slice(output * row, row);

            for (int input = 0; input < parameter.Info.Second!.Value.Count; input++)
            {
                int integer = IsHalves(parameter) ? (integers[input / 2] >> (input % 2 * 4)) & 15 : (sbyte)integers[input];
                parameter.Panel.SetInteger(panel, column, parameter.Info.Second.Value.IndexOf(input), integer);
            }
        }
    }

    private static void CopyScales(StoredParameter parameter, Span<byte> bytes)
    {
        for (int at = 0; at < bytes.Length / sizeof(ushort); at++)
        {
            float* panel = parameter.PanelOf(at / parameter.Groups, out int column);
            _ = BitConverter.TryWriteBytes(bytes[(at * sizeof(ushort))..], *parameter.Panel.Scale(panel, column, at % parameter.Groups));
        }
    }

    private static void CopyZeros(StoredParameter parameter, Span<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; at++)
        {
            float* panel = parameter.PanelOf(at / parameter.Groups, out int column);
            bytes[at] = *parameter.Panel.Zero(panel, column, at % parameter.Groups);
        }
    }

    private static void SetScales(SafetensorsFile file, StoredParameter parameter, ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length / sizeof(ushort); at++)
        {
            ushort scale = BitConverter.ToUInt16(bytes[(at * sizeof(ushort))..]);
            (int output, int group) = (at / parameter.Groups, at % parameter.Groups);

            if (!Half.IsFinite(BitConverter.UInt16BitsToHalf(scale)) || short.CreateTruncating(scale) < 0)
            {
                throw new ModelFileException(
                    file.Path,
                    $"its element [{output}, {group}] is no scale, which is finite and not negative.",
                    parameter.Info.Name + Scales);
            }

            *parameter.Panel.Scale(parameter.PanelOf(output, out int column), column, group) = scale;
        }
    }

    private static void SetZeros(SafetensorsFile file, StoredParameter parameter, ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; at++)
        {
            (int output, int group) = (at / parameter.Groups, at % parameter.Groups);

            if (bytes[at] > sbyte.MaxValue)
            {
                throw new ModelFileException(
                    file.Path,
                    $"its element [{output}, {group}] is {bytes[at]}; a zero is at most {sbyte.MaxValue}.",
                    parameter.Info.Name + Zeros);
            }

            *parameter.Panel.Zero(parameter.PanelOf(output, out int column), column, group) = bytes[at];
        }
    }

    private static byte[] Bytes(SafetensorsFile file, string name, SafetensorsType type, params ReadOnlySpan<long> shape)
    {
        SafetensorsTensor tensor = file.Find(name) ?? throw new ModelFileException(file.Path, "it is missing beside its integers.", name);

        if (!tensor.Shape.AsSpan().SequenceEqual(shape) || tensor.Type != type)
        {
            throw new ModelFileException(
                file.Path,
                $"it is {tensor.Type.Text()} {tensor.ShapeText}; the model needs {type.Text()} [{string.Join(", ", shape.ToArray())}].",
                name);
        }

        byte[] bytes = new byte[tensor.Bytes];
        file.ReadBytes(tensor, bytes);

        return bytes;
    }
}
