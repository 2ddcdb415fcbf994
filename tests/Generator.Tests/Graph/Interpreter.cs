using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Graph;

/// <summary>
/// Runs a model's graph in double with plain loops: block after block and repetition after repetition forward, the gradient nodes in the
/// opposite order. What the emitted kernels compute in tiles is here one sum after the other.
/// </summary>
internal sealed class Interpreter
{
    private readonly List<InterpreterFrame> _frames = [];
    private readonly Random? _moves;

    /// <param name="graph">The model.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="parameters">Values by canonical name, row-major in the shape of files.</param>
    /// <param name="dropout">Where masks come from; null for a pass without dropout.</param>
    /// <param name="keepsCaches">Whether keys and values are read as sessions keep them, and not as they are computed.</param>
    /// <param name="moves">
    /// Moves every value by up to 1e-7 of itself, about as much as its storage in single precision; null for values as they are.
    /// </param>
    /// <param name="roundsKept">Whether what layers keep in halves of floats is rounded.</param>
    /// <param name="activations">What the inputs of products are rounded to, as sessions with weights that are integers do.</param>
    /// <param name="longest">The longest sequence that there is room for; 0 where nothing that is rounded depends on it.</param>
    public Interpreter(
        ModelGraph graph, InterpreterBatch batch, IReadOnlyDictionary<string, double[]> parameters, DropoutSource? dropout, Random? moves = null,
        bool keepsCaches = false, bool roundsKept = true, int longest = 0, ActivationFormat activations = ActivationFormat.Float32)
    {
        _moves = moves;
        HashSet<string> trained = [.. TrainedNames(graph)];
        this.Gradients = parameters.Where(item => trained.Contains(item.Key))
            .ToDictionary(static item => item.Key, static item => new double[item.Value.Length]);
        int site = 0;

        foreach (Block block in graph.Blocks)
        {
            for (int repetition = 0; repetition < block.Repetitions; repetition++)
            {
                _frames.Add(new InterpreterFrame(graph, block, repetition, site, batch, parameters, this.Gradients, dropout, _moves)
                {
                    KeepsCaches = keepsCaches,
                    RoundsKept = roundsKept,
                    Longest = longest,
                    Activations = activations,
                });
                site += block.DropoutSites;
            }
        }
    }

    /// <summary>
    /// Gradients of the summed loss by canonical name, after <see cref="RunBackward"/>: of the parameters that are trained.
    /// </summary>
    public Dictionary<string, double[]> Gradients { get; }

    /// <summary>Logits [rows, outputs] without padding, after <see cref="RunForward"/>.</summary>
    public double[] Logits { get; private set; } = [];

    /// <summary>What balancing experts adds to the loss, after <see cref="RunForward"/>.</summary>
    public double BalanceLoss { get; private set; }

    /// <summary>The largest magnitude of all values so far, those that belong to a gradient included.</summary>
    public double LargestValue =>
        _frames.Max(static frame => frame.Values.Values.Max(static matrix => matrix.Elements.Max(Math.Abs)));

    /// <summary>Which inputs of relu are positive and which experts are chosen, as a hash: the loss is smooth where it does not change.</summary>
    public int ReluPattern { get; private set; }

    /// <summary>What every attention sees, after <see cref="RunForward"/>: the first head of the first sequence first, then its other heads.</summary>
    /// <param name="isMeant">Of which attention in each layer.</param>
    public IEnumerable<AttentionProbabilities[]> LayersOf(Func<Attention, bool> isMeant) =>
        from frame in _frames
        from attention in frame.Variant.Of(frame.Block.Forward).OfType<Attention>()
        where isMeant(attention)
        select AttentionItem.All(frame, attention).Select(item => AttentionProbabilities.Compute(frame, attention, item)).ToArray();

    /// <summary>Runs the forward nodes.</summary>
    /// <returns>The cross-entropy, summed over the labels.</returns>
    public double RunForward()
    {
        Matrix? stream = null;
        Matrix? memory = null;
        HashCode pattern = default;

        foreach (InterpreterFrame frame in _frames)
        {
            if (frame.Block.Input is not null)
            {
                frame.Values[frame.Block.Input] = stream!;
            }
            else
            {
                // A second embedding: what the encoder has made is what the decoder reads.
                memory = stream;
            }

            if (frame.Block.Memory is not null)
            {
                frame.Values[frame.Block.Memory] = memory!;
            }

            foreach (Node node in frame.Variant.Of(frame.Block.Forward))
            {
                ForwardRules.Run(frame, node);
                this.MoveOutputs(frame, node);
            }

            pattern.Add(frame.ReluPattern);
            stream = frame.Block.Output is null ? null : frame.Values[frame.Block.Output];
        }

        InterpreterFrame head = _frames[^1];
        this.BalanceLoss = this.SumBalanceLosses();
        Value logits = head.Block.Forward.OfType<Loss>().Single().Logits;
        this.Logits = Unpad(head.Values[logits], logits.Columns);
        this.ReluPattern = pattern.ToHashCode();

        return head.Loss;
    }

    /// <summary>Runs the gradient nodes; after <see cref="RunForward"/>.</summary>
    public void RunBackward()
    {
        Matrix? gradient = null;
        Matrix? memoryGradient = null;

        for (int i = _frames.Count - 1; i >= 0; i--)
        {
            InterpreterFrame frame = _frames[i];

            if (frame.Block.OutputGradient is not null)
            {
                bool endsEncoder = _frames[i + 1].Block.Input is null;
                frame.Values[frame.Block.OutputGradient] = (endsEncoder ? memoryGradient : gradient)!;
            }

            if (frame.Block.MemoryGradient is not null && memoryGradient is not null)
            {
                frame.Values[frame.Block.MemoryGradient] = memoryGradient;
            }

            frame.StartBackward();

            foreach (Node node in frame.Variant.Of(frame.Block.Backward))
            {
                GradientRules.Run(frame, node);
                this.MoveOutputs(frame, node);
            }

            gradient = frame.Block.InputGradient is null ? null : frame.Values[frame.Block.InputGradient];
            memoryGradient = frame.Block.MemoryGradient is null ? memoryGradient : frame.Values[frame.Block.MemoryGradient];
        }
    }

    private static IEnumerable<string> TrainedNames(ModelGraph graph) =>
        from block in graph.Blocks
        from repetition in Enumerable.Range(0, block.ParameterSets)
        from parameter in block.Parameters
        where parameter.IsTrained
        select block.NameOf(parameter, repetition);

    private void MoveOutputs(InterpreterFrame frame, Node node)
    {
        if (_moves is null)
        {
            return;
        }

        foreach (Value value in node.Outputs.Where(static value => value.Kind is ValueKind.Matrix or ValueKind.Statistic))
        {
            foreach (ref double element in frame.Values[value].Elements.AsSpan())
            {
                element = frame.Moved(element);
            }
        }
    }

    // Over the layers of each stack as one; times the labels, over which losses are summed.
    private double SumBalanceLosses() => _frames.Where(static frame => frame.Block.Forward.OfType<Route>().Any(static route => route.BalanceLoss > 0))
        .GroupBy(static frame => frame.Block.Input!.Side).Sum(static stack => ExpertRules.BalanceLoss([.. stack]));

    private static double[] Unpad(Matrix matrix, Axis axis)
    {
        double[] values = new double[matrix.Rows * axis.Count];

        for (int row = 0; row < matrix.Rows; row++)
        {
            for (int column = 0; column < axis.Count; column++)
            {
                values[(row * axis.Count) + column] = matrix[row, InterpreterFrame.Padded(axis, column)];
            }
        }

        return values;
    }
}
