using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Emission;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Stress.Fencing;

/// <summary>
/// The operations of the generator, whose kernels get every pointer from <c>Fence.Of</c>: it is told where the matrix starts, where the
/// kernel shall work in it, and how long it is.
/// </summary>
/// <param name="fault">A matrix that is told to be half as long as it is, so that a test sees what comes of it; null for none.</param>
internal sealed class FencedOperations(string? fault = null) : IOperations
{
    private readonly OperationTable _inner = new();
    private readonly List<FencedOperand> _operands = [];
    private readonly Dictionary<FencedOperand, int> _numbers = [];

    /// <summary>The pointers, each at the index that <c>Fence.Of</c> is given.</summary>
    public IReadOnlyList<FencedOperand> Operands => _operands;

    /// <inheritdoc/>
    public Operation Of(Node node) => new FencedOperation(this, _inner.Of(node));

    private ImmutableArray<Statement> Rewrite(
        IEnumerable<Statement> statements, MatrixFinder finder, BlockLowering block, Dictionary<string, Address> names)
    {
        ImmutableArray<Statement>.Builder rewritten = ImmutableArray.CreateBuilder<Statement>();

        foreach (Statement statement in statements)
        {
            if (statement is DefinePointer pointer)
            {
                names[pointer.Name] = Resolve(pointer.Value, names);
            }

            rewritten.Add(statement switch
            {
                KernelCall call => call with { Operands = this.Rewrite(call, finder, block, names) },
                Define define => define with { Value = this.Rewrite(define.Value, finder, block) },
                Guard guard => new Guard(
                    this.Rewrite(guard.Condition, finder, block), this.Rewrite(guard.Then, finder, block, names), this.Rewrite(guard.Otherwise, finder, block, names)),
                Repeat repeat => repeat with { Body = this.Rewrite(repeat.Body, finder, block, names) },
                _ => statement,
            });
        }

        return rewritten.ToImmutable();
    }

    private WorkSplit Rewrite(WorkSplit split, MatrixFinder finder, BlockLowering block) => split with
    {
        Items = split.Items is null ? null : this.Rewrite(split.Items, finder, block),
        Definitions = [.. split.Definitions.Select(define => define with { Value = this.Rewrite(define.Value, finder, block) })],
    };

    // Between kernels a pass reads integers that one of them has left in the arena: which expert is next, for example.
    private Expression Rewrite(Expression expression, MatrixFinder finder, BlockLowering block) => expression switch
    {
        Element element when !element.Array.StartsWith("pass.", StringComparison.Ordinal) => new Element(
            this.TextOf("none", "integers of the pass", readsPast: 0, Operand.Integers(new Variable(element.Array)), finder.OfIntegers("The pass", element.Array), block),
            this.Rewrite(element.Index, finder, block)),
        Element element => element with { Index = this.Rewrite(element.Index, finder, block) },
        Binary binary => binary with { Left = this.Rewrite(binary.Left, finder, block), Right = this.Rewrite(binary.Right, finder, block) },
        Minimum minimum => new Minimum(this.Rewrite(minimum.Left, finder, block), this.Rewrite(minimum.Right, finder, block)),
        Cast cast => cast with { Value = this.Rewrite(cast.Value, finder, block) },
        _ => expression,
    };

    private ImmutableArray<Operand> Rewrite(KernelCall call, MatrixFinder finder, BlockLowering block, Dictionary<string, Address> names)
    {
        Kernel kernel = call.Kernel;

        string TextOf(KernelParameter parameter, Operand operand, Matrix matrix) =>
            this.TextOf(kernel.Name, parameter.Name, kernel.ReadsPast(parameter.Name), operand, matrix, block);

        return
        [
            .. kernel.Signature.Parameters.Zip(call.Operands, (parameter, operand) => operand switch
            {
                Address place => Address.Of(TextOf(parameter, place, finder.Of(kernel, Resolve(place, names)))),
                Scalar { Kind: OperandKind.Integers, Value: Variable pointer } =>
                    Operand.Integers(new Variable(TextOf(parameter, operand, finder.OfIntegers(kernel.Name, pointer.Name)))),
                { Kind: OperandKind.Integers } => throw new LoweringException($"{kernel.Name} is called with integers that have no name."),
                _ => operand,
            }),
        ];
    }

    private string TextOf(string kernel, string parameter, int readsPast, Operand operand, Matrix matrix, BlockLowering block)
    {
        FencedOperand fenced = new(block.Pass.Kind.ToString(), kernel, parameter, matrix.Name)
        {
            SpansLayers = matrix.SpansLayers,
            ReadsPast = readsPast * sizeof(float),
        };

        if (!_numbers.TryGetValue(fenced, out int number))
        {
            number = _operands.Count;
            _operands.Add(fenced);
            _numbers.Add(fenced, number);
        }

        Expression length = matrix.Name == fault ? matrix.Length / 2 : matrix.Length;

        return $"Fence.Of({number}, {ExpressionText.Of(matrix.Start)}, {ExpressionText.Of(operand)}, {ExpressionText.Of(length)})";
    }

    private static Address Resolve(Address place, Dictionary<string, Address> names) => names.TryGetValue(place.Base, out Address? named)
        ? named with { Offset = named.Offset + place.Offset, Terms = [.. named.Terms, .. place.Terms] }
        : place;

    private sealed class FencedOperation(FencedOperations all, Operation inner) : Operation
    {
        public override Type NodeType => inner.NodeType;

        public override ImmutableArray<Key> Keys => inner.Keys;

        public override string Describe(Node node) => inner.Describe(node);

        public override Cost CostOf(Node node) => inner.CostOf(node);

        public override SessionTable? TableOf(Node node, ModelPlan plan) => inner.TableOf(node, plan);

        public override IEnumerable<Work> Lower(Node node, BlockLowering block)
        {
            Work[] works = [.. inner.Lower(node, block)];
            MatrixFinder finder = new(node, block);

            return works.Select(work => work with
            {
                Split = all.Rewrite(work.Split, finder, block),
                PerThread = all.Rewrite(work.PerThread, finder, block, []),
                Statements = all.Rewrite(work.Statements, finder, block, []),
            });
        }
    }
}
