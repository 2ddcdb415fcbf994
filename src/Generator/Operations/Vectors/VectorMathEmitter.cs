using System;
using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// Emits the shape-independent vector functions of one instruction set: exponential, activations with their derivatives, dropout masks, weights of fewer bits.
/// </summary>
/// <remarks>
/// Every function is a chain of single vector instructions without branches, in the arithmetic of its set: the fused sets
/// agree bit for bit, whatever their width, and the portable set lies within the same error bounds.
/// </remarks>
internal static class VectorMathEmitter
{
    /// <summary>The functions that call <c>ExpBounded</c>.</summary>
    private const VectorFunctions Exponentials = VectorFunctions.Exp | VectorFunctions.Gelu | VectorFunctions.GeluDerivative |
        VectorFunctions.GeluTanh | VectorFunctions.GeluTanhDerivative | VectorFunctions.Silu | VectorFunctions.SiluDerivative;

    /// <summary>Writes private static methods: the members of a <c>partial struct {set.Name}Kernels</c> that the caller has opened.</summary>
    /// <param name="writer">Stands inside the struct; the file names <c>System.Runtime.CompilerServices</c>,
    /// <c>System.Runtime.Intrinsics</c> and its <c>.X86</c> and <c>.Arm</c>.</param>
    /// <param name="set">The instruction set.</param>
    /// <param name="functions">What the model's kernels call.</param>
    /// <param name="dropout">The probability p of a zero, 0 to 1; read only where <paramref name="functions"/> asks for dropout.</param>
    public static void Write(SourceWriter writer, InstructionSet set, VectorFunctions functions, float dropout)
    {
        if ((functions & Exponentials) != 0)
        {
            functions |= VectorFunctions.ExpBounded;
        }

        VectorMethodWriter method = new(writer, set);
        List<Action> methods = [];

        Add(VectorFunctions.ExpBounded, () => ExponentialEmitter.WriteExpBounded(method));
        Add(VectorFunctions.Exp, () => ExponentialEmitter.WriteExp(method));
        Add(VectorFunctions.Tanh, () => ExponentialEmitter.WriteTanh(method));
        Add(VectorFunctions.Gelu | VectorFunctions.GeluDerivative, () => GeluEmitter.WriteNormalTail(method));
        Add(VectorFunctions.Gelu, () => GeluEmitter.WriteValue(method));
        Add(VectorFunctions.GeluDerivative, () => GeluEmitter.WriteDerivative(method));
        Add(VectorFunctions.GeluTanh, () => LogisticEmitter.WriteGeluTanh(method, withDerivative: false));
        Add(VectorFunctions.GeluTanhDerivative, () => LogisticEmitter.WriteGeluTanh(method, withDerivative: true));
        Add(VectorFunctions.Silu, () => LogisticEmitter.WriteSilu(method, withDerivative: false));
        Add(VectorFunctions.SiluDerivative, () => LogisticEmitter.WriteSilu(method, withDerivative: true));

        if (set.Halves is Halves halves)
        {
            Add(VectorFunctions.Dropout, () => PhiloxEmitter.WriteRound(new VectorMethodWriter(writer, halves.Set)));
            Add(VectorFunctions.Dropout, () => PhiloxEmitter.WriteRoundOverHalves(method, halves));
        }
        else
        {
            Add(VectorFunctions.Dropout, () => PhiloxEmitter.WriteRound(method));
        }

        Add(VectorFunctions.Dropout, () => PhiloxEmitter.WriteGenerator(method));
        Add(VectorFunctions.Dropout, () => DropoutEmitter.WriteKey(method));
        Add(VectorFunctions.Dropout, () => DropoutEmitter.WriteCounter(method));
        Add(VectorFunctions.Dropout, () => DropoutEmitter.WriteScale(method, dropout));
        Add(VectorFunctions.Dropout, () => DropoutEmitter.WriteMask(method));
        Add(VectorFunctions.Dropout, () => DropoutEmitter.WritePairOfMasks(method));
        Add(VectorFunctions.Dropout, () => DropoutEmitter.WriteMaskFromWords(method));

        Add(VectorFunctions.FromBFloat16, () => WideningEmitter.WriteFromBFloat16(method));
        Add(VectorFunctions.FromInt8, () => WideningEmitter.WriteFromInt8(method));

        if (set.Caches is CacheInstructions caches)
        {
            Add(VectorFunctions.Prefetch, () => WriteFetch("Prefetch", "Asks for a cache line in the second level cache.", caches.Condition, caches.Fetch));
            Add(VectorFunctions.Touch, () => WriteFetch("Touch", "Uses a cache line, so that the first level cache keeps it for longer.", caches.Condition, caches.Touch));
        }

        for (int i = 0; i < methods.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteLine();
            }

            methods[i]();
        }

        void Add(VectorFunctions anyOf, Action write)
        {
            if ((functions & anyOf) != 0)
            {
                methods.Add(write);
            }
        }

        void WriteFetch(string name, string summary, string condition, string instruction)
        {
            using (method.WriteMethod(summary, $"void {name}(float* line)"))
            using (writer.WriteBlock($"if ({condition})"))
            {
                method.WriteLine($"{instruction}(line);");
            }
        }
    }
}
