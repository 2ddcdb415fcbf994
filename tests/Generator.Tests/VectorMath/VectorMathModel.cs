using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>Applies a function of one vector to whole arrays; <paramref name="derivative"/> stays as it is where the function gives none.</summary>
public delegate void FloatLoop(float[] x, float[] value, float[] derivative);

/// <summary>Fills <paramref name="scales"/> with a run of columns from column 0 on.</summary>
public delegate void DropoutLoop(uint seedLow, uint seedHigh, uint c1, uint c2, uint c3, float[] scales);

/// <summary>Fills <paramref name="words"/>, a vector's worth, from one counter in each four lanes.</summary>
public delegate void PhiloxLoop(uint[] counter, uint[] key, uint[] words);

/// <summary>The emitted vector functions of all instruction sets, compiled into memory and callable on arrays.</summary>
internal sealed class VectorMathModel
{
    private static readonly VectorFunction[] WithValue =
    [
        new ExpBoundedFunction(), new TanhFunction(HasDerivative: false), new SigmoidFunction(), new GeluFunction(HasDerivative: false), new GeluTanhFunction(HasDerivative: false),
        new QuickGeluFunction(HasDerivative: false),
        new SiluFunction(HasDerivative: false), new LogOnePlusFunction(),
    ];

    private static readonly ActivationFunction[] WithDerivative =
        [new GeluFunction(HasDerivative: true), new GeluTanhFunction(HasDerivative: true), new QuickGeluFunction(HasDerivative: true),
            new SiluFunction(HasDerivative: true), new TanhFunction(HasDerivative: true)];

    private readonly Assembly _assembly;

    private VectorMathModel(Assembly assembly) => _assembly = assembly;

    /// <summary>The functions of one vector of floats.</summary>
    public static IEnumerable<VectorFunction> FloatFunctions => WithValue.Concat(WithDerivative);

    /// <summary>Names of the instruction sets: the axis of every theory here.</summary>
    public static IEnumerable<string> SetNames => InstructionSet.All.Select(set => set.Name);

    /// <summary>Floats in a vector of one set.</summary>
    public static int Lanes(string name) => InstructionSet.All.Single(set => set.Name == name).Lanes;

    /// <summary>Emits and compiles every function for every set.</summary>
    public static VectorMathModel Compile(float dropout)
    {
        IEnumerable<string> sources = InstructionSet.All.Select(set => Emit(set, dropout));
        string[] trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "VectorMath",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest))),
            trusted.Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));

        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image);

        if (!result.Success || result.Diagnostics.Any(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning))
        {
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        }

        return new VectorMathModel(Assembly.Load(image.ToArray()));
    }

    /// <summary>A function over arrays whose length is a multiple of 16.</summary>
    public FloatLoop Function(string set, VectorFunction function) => this.Method(set, $"Apply{function.Name}").CreateDelegate<FloatLoop>();

    /// <summary>The dropout mask over columns.</summary>
    public DropoutLoop Dropout(string set) => this.Method(set, "ApplyDropout").CreateDelegate<DropoutLoop>();

    /// <summary>The generator of words under the mask.</summary>
    public PhiloxLoop Philox(string set) => this.Method(set, "ApplyPhilox").CreateDelegate<PhiloxLoop>();

    /// <summary>One set's file: the emitted methods, and loops over arrays that call them.</summary>
    public static string Emit(InstructionSet set, float dropout)
    {
        SourceWriter writer = new();

        foreach (string name in (string[])["System.Runtime.CompilerServices", .. InstructionSet.VectorNamespaces])
        {
            writer.WriteLine($"using {name};");
        }

        writer.WriteLine();

        using (writer.WriteBlock("public static unsafe partial class Model"))
        using (writer.WriteBlock($"public partial struct {set.Name}Kernels"))
        {
            KernelWriter methods = new(writer, set);

            foreach (FunctionMethod method in SharedMethod.Close(FloatFunctions.Append(new DropoutFunction(dropout)).Select(function => new FunctionMethod(function, set))).Cast<FunctionMethod>())
            {
                method.Function.Write(methods);
            }

            WriteLoops(writer, set, dropout);
        }

        return writer.ToString();
    }

    private static void WriteLoops(SourceWriter writer, InstructionSet set, float dropout)
    {
        foreach (VectorFunction function in WithValue)
        {
            WriteLoop(writer, set, function.Name, $"*({set.Vector}*)(value + i) = {function.Name}(vector);");
        }

        foreach (ActivationFunction function in WithDerivative)
        {
            string call = $"{function.Method}(vector, out {set.Vector} slope)";
            WriteLoop(writer, set, function.Name, $"*({set.Vector}*)(value + i) = {call};\n*({set.Vector}*)(derivative + i) = slope;");
        }

        writer.WriteLine($$"""

            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            public static void ApplyDropout(uint seedLow, uint seedHigh, uint c1, uint c2, uint c3, float[] scales)
            {
                fixed (float* pointer = scales)
                {
                    for (uint column = 0; column < scales.Length; column += {{set.Lanes}})
                    {
                        *({{set.Vector}}*)(pointer + column) = {{new DropoutFunction(dropout).Name}}(seedLow, seedHigh, column / 4, c1, c2, c3);
                    }
                }
            }

            public static void ApplyPhilox(uint[] counter, uint[] key, uint[] words) =>
                Philox4x32({{set.VectorClass}}.Create(counter), {{set.VectorClass}}.Create(key)).CopyTo(words);
            """);
    }

    private static void WriteLoop(SourceWriter writer, InstructionSet set, string name, string body)
    {
        writer.WriteLine();
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");

        using (writer.WriteBlock($"public static void Apply{name}(float[] arguments, float[] values, float[] derivatives)"))
        using (writer.WriteBlock("fixed (float* x = arguments, value = values, derivative = derivatives)"))
        using (writer.WriteBlock($"for (int i = 0; i < arguments.Length; i += {set.Lanes})"))
        {
            writer.WriteLine($"{set.Vector} vector = *({set.Vector}*)(x + i);");
            writer.WriteLine(body);
        }
    }

    private MethodInfo Method(string set, string name) => _assembly.GetType($"Model+{set}Kernels", throwOnError: true)!.GetMethod(name)!;
}
