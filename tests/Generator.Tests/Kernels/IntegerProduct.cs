using System;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using Weft.Conformance.Compilation;
using Weft.Generator.Emission;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Text;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>A product with weights of 8 or 4 bits, without a model around it, for one instruction set.</summary>
internal sealed unsafe class IntegerProduct
{
    /// <summary>Two groups of rows that share a scale, and half of one.</summary>
    public const int Depth = 80;

    /// <summary>Three panels: two side by side, where a set has room for them, and one.</summary>
    public const int Width = 48;

    private const int Capacity = 36;
    private const string ClassName = "Products";
    private const string Text = "{model: Products, architecture: decoder, vocabulary: 1, max_length: 1, d_model: 1, layers: 1, heads: 1}";

    private readonly WeightFormat _format;
    private readonly ActivationFormat _activations;
    private readonly ProductKernel _rowsKernel;
    private readonly ProductKernel _rowKernel;
    private readonly Product _rows;
    private readonly Product _row;

    /// <summary>Compiles the kernels of several rows and of one.</summary>
    /// <param name="set">The instruction set.</param>
    /// <param name="format">How weights are stored.</param>
    /// <param name="activations">What rows are rounded to.</param>
    /// <param name="hasQuads">False for kernels that take the processor for one without an instruction for four products.</param>
    public IntegerProduct(string set, WeightFormat format, ActivationFormat activations, bool hasQuads = true)
    {
        _format = format;
        _activations = activations;
        _rowsKernel = KernelOf(new RowLayout(Capacity), Width);
        _rowKernel = KernelOf(RowLayout.Row, width: 0);
        ModelSpecification specification = SpecificationReader.Read("products", Text, "Weft.Compiled").Specification! with
        {
            InstructionSets = TargetSelection.KeyOf(InstructionSet.All.Single(item => item.Name == set)),
        };
        KernelSet kernels = new();
        kernels.Add(_rowsKernel);
        kernels.Add(_rowKernel);
        GeneratedSource calls = GeneratedFile.OfInternals(
            ModelIdentity.Of(specification), ClassName, [], KernelFiles.Usings, nullable: false, writer => this.WriteCalls(writer, set));
        ImmutableArray<GeneratedSource> files = [calls, .. KernelFiles.Write(specification, kernels)];

        if (!hasQuads && InstructionSet.All.Single(item => item.Name == set).Quads?.Condition is string condition)
        {
            Assert.Contains(files, file => file.Text.Contains(condition, StringComparison.Ordinal));
            files = [.. files.Select(file => file with { Text = file.Text.Replace(condition, "Environment.ProcessorCount == 0", StringComparison.Ordinal) })];
        }

        Assembly assembly = ModelLibrary.Compile(files);
        Type type = assembly.GetType($"{ModelIdentity.Of(specification).Internals}.{ClassName}", throwOnError: true)!;
        _rows = type.GetMethod("Rows")!.CreateDelegate<Product>();
        _row = type.GetMethod("Row")!.CreateDelegate<Product>();
    }

    private delegate void Product(float* input, float* weights, float* output, float* scratch, nint rows);

    /// <summary>The outputs, [rows, <see cref="Width"/>].</summary>
    /// <param name="input">[rows, <see cref="Depth"/>].</param>
    /// <param name="weights">[<see cref="Depth"/>, <see cref="Width"/>].</param>
    public float[][] Multiply(float[][] input, float[][] weights) => this.Run(_rows, input, weights, Capacity, _rowsKernel.ScratchFloats);

    /// <summary>The outputs of a row alone, as decoding computes them.</summary>
    public float[] MultiplyRow(float[] input, float[][] weights) => this.Run(_row, [input], weights, 1, _rowKernel.ScratchFloats)[0];

    private ProductKernel KernelOf(RowLayout layout, int width) =>
        new(Depth, width, layout, HasBias: false, HasResidual: false, Epilogue.None, _format) { Activations = _activations };

    private void WriteCalls(SourceWriter writer, string set)
    {
        const string Parameters = "(float* input, float* weights, float* output, float* scratch, nint rows)";
        using SourceWriter.Block body = writer.WriteBlock($"internal static unsafe class {ClassName}");
        writer.WriteLine($"public static void Rows{Parameters} => {set}Kernels.{_rowsKernel.Name}(input, weights, output, scratch, 0, rows);");
        writer.WriteLine(
            $"public static void Row{Parameters} => {set}Kernels.{_rowKernel.Name}(input, weights, output, scratch, 0, rows, 0, {Width / Panels.Width});");
    }

    private float[][] Run(Product product, float[][] input, float[][] weights, int capacity, int scratchFloats)
    {
        using NativeArena inputs = new((nuint)(capacity * Depth));
        using NativeArena outputs = new((nuint)(capacity * Width));
        using NativeArena scratch = new((nuint)scratchFloats);
        using NativeArena panels = this.Store(weights);
        int At(int row, int column) => (column / Panels.Width * capacity * Panels.Width) + (row * Panels.Width) + (column % Panels.Width);

        for (int row = 0; row < input.Length; row++)
        {
            for (int column = 0; column < Depth; column++)
            {
                inputs.Pointer[At(row, column)] = input[row][column];
            }
        }

        product(inputs.Pointer, panels.Pointer, outputs.Pointer, scratch.Pointer, input.Length);

        return [.. input.Select((_, row) => Enumerable.Range(0, Width).Select(column => outputs.Pointer[At(row, column)]).ToArray())];
    }

    private NativeArena Store(float[][] weights)
    {
        WeightPanel stored = WeightPanel.Of(Enum.Parse<WeightStorage>(_format.ToString()));
        NativeArena panels = new((nuint)(Width / Panels.Width) * stored.Floats(Depth));

        for (int panel = 0; panel < Width / Panels.Width; panel++)
        {
            float[] source = [.. weights.SelectMany(row => row[(panel * Panels.Width)..((panel + 1) * Panels.Width)])];

            fixed (float* first = source)
            {
                stored.TryWrite(first, panels.Pointer + ((nuint)panel * stored.Floats(Depth)), Depth);
            }
        }

        return panels;
    }
}
