using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>What the JIT counts of a method.</summary>
/// <param name="Name">The type and the method.</param>
/// <param name="Instructions">IL instructions.</param>
/// <param name="Locals">IL locals.</param>
/// <param name="MultiplyAdds">Calls of FusedMultiplyAdd, inlined ones included.</param>
/// <param name="InlinedCalls">Calls of the assembly's own methods that are marked for inlining, and the calls inside those.</param>
internal sealed record MethodSize(string Name, int Instructions, int Locals, int MultiplyAdds, int InlinedCalls);

/// <summary>Walks the IL of an assembly.</summary>
internal sealed class MethodSizes(Assembly assembly)
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (OpCode)field.GetValue(null)!).ToDictionary(static code => code.Value & 0xFFFF);

    private readonly Dictionary<MethodBase, MethodSize> _sizes = [];

    /// <summary>Every method that has a body.</summary>
    public IEnumerable<MethodSize> All() => assembly.GetTypes()
        .SelectMany(static type => type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
        .Where(static method => method.GetMethodBody() is not null)
        .Select(this.Measure);

    private MethodSize Measure(MethodBase method)
    {
        if (_sizes.TryGetValue(method, out MethodSize? known))
        {
            return known;
        }

        MethodBody body = method.GetMethodBody()!;
        int instructions = 0;
        int multiplyAdds = 0;
        int inlined = 0;

        foreach ((OpCode code, int operand) in Read(body.GetILAsByteArray()!))
        {
            instructions++;

            if (code.OperandType != OperandType.InlineMethod)
            {
                continue;
            }

            MethodBase callee = Resolve(method, operand);
            multiplyAdds += callee.Name == "FusedMultiplyAdd" ? 1 : 0;

            if (callee.Module.Assembly == assembly && callee.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveInlining))
            {
                MethodSize size = this.Measure(callee);
                multiplyAdds += size.MultiplyAdds;
                inlined += 1 + size.InlinedCalls;
            }
        }

        return _sizes[method] = new MethodSize($"{method.DeclaringType}.{method.Name}", instructions, body.LocalVariables.Count, multiplyAdds, inlined);
    }

    private static MethodBase Resolve(MethodBase method, int token) => method.Module.ResolveMethod(
        token,
        method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null)!;

    private static IEnumerable<(OpCode Code, int Operand)> Read(byte[] il)
    {
        for (int at = 0; at < il.Length;)
        {
            int value = il[at++];
            OpCode code = OpCodesByValue[value == 0xFE ? 0xFE00 | il[at++] : value];
            int size = OperandSize(code, il, at);
            yield return (code, size == 4 ? BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at)) : 0);
            at += size;
        }
    }

    private static int OperandSize(OpCode code, byte[] il, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at))),
        _ => 4,
    };
}
