using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Graph;

/// <summary>
/// Reverse-mode differentiation of a block: one rule per operation. A value that two nodes read gets the sum of two gradients; the
/// second is added by the node that computes it, so a sum is never a pass of its own.
/// </summary>
internal sealed class GradientBuilder
{
    private readonly Dictionary<Value, Value> _gradients = new();
    private readonly HashSet<Value> _factored = new();
    private readonly ImmutableArray<Node>.Builder _nodes = ImmutableArray.CreateBuilder<Node>();

    private GradientBuilder()
    {
    }

    public static Block Differentiate(Block block)
    {
        GradientBuilder builder = new();
        Value? outputGradient = block.Output is null ? null : builder.Seed(block.Output);

        Value? memoryGradient = block.Memory is null ? null : builder.Seed(block.Memory);

        if (block.Output is null && memoryGradient is not null)
        {
            // The first block of the backward pass: decoder layers will add, one after another.
            builder._nodes.Add(new Clear(memoryGradient));
        }

        foreach (Node node in block.Forward.Reverse())
        {
            builder.Differentiate(node, block);
        }

        return block with
        {
            Backward = builder._nodes.ToImmutable(),
            OutputGradient = outputGradient,
            MemoryGradient = memoryGradient,
            InputGradient = block.Input is null ? null : builder._gradients[block.Input],
        };
    }

    private static Value GradientOf(Value value) =>
        new($"{value.Name}Gradient", value.Kind, value.Columns, value.Side) { Pairs = value.Pairs };

    private Value Seed(Value value)
    {
        Value gradient = GradientOf(value);
        _gradients.Add(value, gradient);

        return gradient;
    }

    private void Differentiate(Node node, Block block)
    {
        switch (node)
        {
            case Loss loss:
                // The kernel leaves the gradient in the logits' place.
                _gradients.Add(loss.Logits, loss.Logits);
                break;
            case Projection projection:
                this.DifferentiateProjection(projection, block);
                break;
            case AdapterProduct product:
                this.DifferentiateAdapter(product);
                break;
            case Activate activate:
                Value inner = GradientOf(activate.Input);
                _nodes.Add(new ActivationGradient(
                    _gradients[activate.Output], activate.Derivative ?? activate.Output, activate.Derivative is null, inner));
                _gradients.Add(activate.Input, inner);
                break;
            case Norm norm:
                this.DifferentiateNorm(norm);
                break;
            case Attention attention:
                this.DifferentiateAttention(attention);
                break;
            case Recurrence recurrence:
                this.DifferentiateRecurrence(recurrence);
                break;
            case Scaling scaling:
                this.DifferentiateScaling(scaling);
                break;
            case SoftCap cap:
                Value capped = GradientOf(cap.Input);
                _nodes.Add(new SoftCapGradient(_gradients[cap.Output], cap.Input, cap.Cap, capped));
                _gradients.Add(cap.Input, capped);
                break;
            case Gate gate:
                this.DifferentiateGate(gate);
                break;
            case Combine combine:
                this.DifferentiateCombine(combine);
                break;
            case RowGate gate:
                this.DifferentiateRowGate(gate);
                break;
            case Gather gather:
                this.DifferentiateGather(gather.Routing);
                break;
            case Group:
                // Places are no numbers that anything depends on smoothly.
                break;
            case Route route:
                Value logits = GradientOf(route.Logits);
                _nodes.Add(new RouteGradient(route, _gradients[route.Routing.Weights], logits));
                _gradients.Add(route.Logits, logits);
                break;
            case Rotary rotary:
                // A rotation's gradient is turned back.
                _nodes.Add(rotary with { Heads = rotary.Heads with { Matrix = _gradients[rotary.Heads.Matrix] }, IsInverse = true });
                break;
            case PatchEmbedding embedding:
                this.DifferentiatePatches(embedding);
                break;
            case Patches:
                // Pixels are given.
                break;
            case Pool pool:
                Value spread = GradientOf(pool.Input);
                _nodes.Add(new PoolGradient(_gradients[pool.Output], pool.Pooling, spread));
                _gradients.Add(pool.Input, spread);
                break;
            case Dropout dropout:
                this.DifferentiateDropout(dropout);
                break;
            case Embedding embedding:
                _nodes.Add(new EmbeddingGradient(
                    _gradients[embedding.Output], embedding.Table, embedding.Positions, embedding.Types, embedding.Scale));
                break;
            default:
                throw new InvalidOperationException($"{node.GetType().Name} has no gradient rule.");
        }
    }

    // y = a(x W^T + b) + r: dx = (dy x a') W, dW = (dy x a')^T x, db = sum dy x a', dr = dy.
    private void DifferentiateProjection(Projection projection, Block block)
    {
        Value outputGradient = this.ThroughActivation(projection);
        _nodes.Add(new WeightGradient(Slice.Of(projection.Input), Slice.Of(outputGradient), projection.Weights, projection.Biases)
        {
            IdleBias = IdleBias.Of(projection, block),
        });

        if (projection.Residual is not null)
        {
            this.Accumulate(projection.Residual, outputGradient);
        }

        if (block.Forward.OfType<Patches>().Any(patches => patches.Output == projection.Input))
        {
            // What is given needs no gradient.
            return;
        }

        Projection? producer = block.Forward.OfType<Projection>()
            .FirstOrDefault(node => node.Output == projection.Input && node.Activation is not null);
        if (producer is not null)
        {
            _factored.Add(producer.Output);
        }

        Value result = projection.Input == block.Memory ? _gradients[projection.Input] : GradientOf(projection.Input);
        _nodes.Add(new InputGradient(Slice.Of(outputGradient), projection.Weights, Slice.Of(result))
        {
            Factor = producer is null ? null : FactorOf(producer),
            IsMasked = producer is { Derivative: null },
            Residual = this.Replace(projection.Input, result),
        });
    }

    // y = r + u B^T, in the place of r: du = dy B, dB = dy^T u, dr = dy.
    private void DifferentiateAdapter(AdapterProduct product)
    {
        Slice outputGradient = product.Output with { Matrix = _gradients[product.Output.Matrix] };
        Value input = product.Input.Matrix;

        // The adapters of one input have a slice each.
        Value result = _gradients.TryGetValue(input, out Value? present) ? present : this.Seed(input);
        _nodes.Add(new WeightGradient(product.Input, outputGradient, [product.Weight], []));
        _nodes.Add(new InputGradient(outputGradient, [product.Weight], product.Input with { Matrix = result }));
    }

    // y = x + p, and c + p in the row of the class token: dx = dy, or 0 there; dc and dp are sums of dy.
    private void DifferentiatePatches(PatchEmbedding embedding)
    {
        Value outputGradient = _gradients[embedding.Output];
        _nodes.Add(new PatchParameterGradient(outputGradient, embedding.ClassToken, embedding.Positions));

        if (embedding.ClassToken is null)
        {
            this.Accumulate(embedding.Input, outputGradient);
            return;
        }

        Value result = GradientOf(embedding.Input);
        _nodes.Add(new PatchEmbeddingGradient(outputGradient, result));
        _gradients.Add(embedding.Input, result);
    }

    private static Value FactorOf(Projection projection) => projection.Derivative ?? projection.Output;

    // A product that reads the output has multiplied its gradient by a' already.
    private Value ThroughActivation(Projection projection)
    {
        Value outputGradient = _gradients[projection.Output];

        if (projection.Activation is null || _factored.Contains(projection.Output))
        {
            return outputGradient;
        }

        Value output = projection.Output;
        Value result = new($"{output.Name}InnerGradient", ValueKind.Matrix, output.Columns, output.Side) { Pairs = output.Pairs };
        _nodes.Add(new ActivationGradient(outputGradient, FactorOf(projection), projection.Derivative is null, result));

        return result;
    }

    private void DifferentiateNorm(Norm norm)
    {
        Slice outputGradient = norm.Output with { Matrix = _gradients[norm.Output.Matrix] };
        _nodes.Add(new NormParameterGradient(norm, outputGradient, norm.Weight, norm.Bias));

        if (norm.Residual is not null)
        {
            this.Accumulate(norm.Residual, outputGradient.Matrix);
        }

        Value input = norm.Input.Matrix;

        if (norm.Input.IsWhole)
        {
            Value result = GradientOf(input);
            _nodes.Add(new NormGradient(norm, outputGradient, Slice.Of(result)) { Residual = this.Replace(input, result) });
        }
        else
        {
            // Attention has made the rest of the same matrix.
            _nodes.Add(new NormGradient(norm, outputGradient, norm.Input with { Matrix = _gradients[input] }));
        }
    }

    private void DifferentiateGate(Gate gate)
    {
        Value result = GradientOf(gate.Input);
        _gradients.Add(gate.Input, result);
        _nodes.Add(new GateGradient(_gradients[gate.Output], gate.Input, gate.Activation, result));
    }

    // y = r + sum of w x e: de = w dy, dw = dy . e, dr = dy.
    private void DifferentiateCombine(Combine combine)
    {
        Value outputGradient = _gradients[combine.Output];

        if (combine.Residual is not null)
        {
            this.Accumulate(combine.Residual, outputGradient);
        }

        Value result = this.Seed(combine.Input);
        Value weights = this.Seed(combine.Routing.Weights);
        _nodes.Add(new CombineGradient(combine, outputGradient, result, weights));
    }

    // y = r + sigmoid(z) x: dx = sigmoid(z) dy, dz = sigmoid'(z) dy . x, dr = dy.
    private void DifferentiateRowGate(RowGate gate)
    {
        Value outputGradient = _gradients[gate.Output];

        if (gate.Residual is not null)
        {
            this.Accumulate(gate.Residual, outputGradient);
        }

        Value result = this.Seed(gate.Input);
        _nodes.Add(new RowGateGradient(gate, outputGradient, result, this.Seed(gate.Logit)));
    }

    // A row was read by each of its pairs.
    private void DifferentiateGather(Routing routing)
    {
        Value result = GradientOf(routing.Input);
        _nodes.Add(new Combine(_gradients[routing.Gathered], result)
        {
            IsWeighted = false,
            Residual = this.Replace(routing.Input, result),
        });
    }

    private void DifferentiateAttention(Attention attention)
    {
        // Queries, keys and values of one product have one gradient.
        foreach (Value matrix in attention.Inputs.Distinct())
        {
            this.Seed(matrix);
        }

        Slice Gradient(Slice slice) => slice with { Matrix = _gradients[slice.Matrix] };

        Value? biasGradient = attention.Bias is null
            ? null
            : new(
                "biasGradient", ValueKind.Statistic, new Axis(attention.Shape.Heads, attention.Shape.Relative!.Buckets),
                attention.Output.Side);
        _nodes.Add(new AttentionGradient(
            attention, _gradients[attention.Output], Gradient(attention.Query), Gradient(attention.Key), Gradient(attention.Value))
        {
            BiasGradient = biasGradient,
        });

        if (biasGradient is not null)
        {
            _nodes.Add(new RelativeBiasGradient(biasGradient, attention.Bias!));
        }
    }

    // The gates of the state have a gradient of their own; the product that made them is one of all states with all of it.
    private void DifferentiateRecurrence(Recurrence recurrence)
    {
        Value outputGradient = _gradients[recurrence.Output];

        if (recurrence.Residual is not null)
        {
            this.Accumulate(recurrence.Residual, outputGradient);
        }

        Value hidden = new("hiddenGatesGradient", ValueKind.Matrix, recurrence.InputGates.Columns, recurrence.InputGates.Side);
        _nodes.Add(new RecurrenceGradient(recurrence, outputGradient, this.Seed(recurrence.InputGates), hidden));
        _nodes.Add(new WeightGradient(
            Slice.Of(recurrence.Previous), Slice.Of(hidden), [recurrence.Weight], recurrence.Bias is null ? [] : [recurrence.Bias]));
    }

    private void DifferentiateScaling(Scaling scaling)
    {
        Value outputGradient = _gradients[scaling.Output];

        if (scaling.Residual is not null)
        {
            this.Accumulate(scaling.Residual, outputGradient);
        }

        Value result = GradientOf(scaling.Input);
        _gradients.Add(scaling.Input, result);
        _nodes.Add(new Scaling(outputGradient, scaling.Factor, result));
    }

    // The mask is drawn again from its counters: the gradient of a dropout is the same dropout of the gradient.
    private void DifferentiateDropout(Dropout dropout)
    {
        Value outputGradient = _gradients[dropout.Output];

        if (dropout.Residual is not null)
        {
            this.Accumulate(dropout.Residual, outputGradient);
        }

        Value result = GradientOf(dropout.Input);
        _gradients.Add(dropout.Input, result);
        _nodes.Add(new Dropout(outputGradient, dropout.Site, dropout.Rate, result));
    }

    // A residual connection hands the gradient on as it is; whoever computes the other part adds this one.
    private void Accumulate(Value value, Value gradient)
    {
        if (_gradients.ContainsKey(value))
        {
            throw new InvalidOperationException($"{value.Name} is read again after its residual connection.");
        }

        _gradients.Add(value, gradient);
    }

    // Makes result the gradient of value; returns what was there before and has to be added to it.
    private Value? Replace(Value value, Value result)
    {
        _gradients.TryGetValue(value, out Value? present);
        _gradients[value] = result;

        return present;
    }
}
