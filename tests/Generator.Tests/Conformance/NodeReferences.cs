using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Onnx;

namespace Weft.Generator.Tests.Conformance;

/// <summary>Nodes whose kernels have options or sizes that ONNX's own cases leave out, with their outputs by the equations, in double.</summary>
internal static class NodeReferences
{
    /// <summary>The cases by name.</summary>
    public static readonly Dictionary<string, Func<OnnxCase>> All = new(StringComparer.Ordinal)
    {
        ["attention: blocks of keys, soft cap, mask, grouped heads"] = new AttentionCase
        {
            Heads = 4, Queries = 37, Keys = 250, KeySize = 20, ValueSize = 9, SoftCap = 1.5f, MaskShape = [2, 1, 37, 250], HiddenQuery = 20,
        }.Build,
        ["attention: one mask for all, no key for the first query"] = new AttentionCase { MaskShape = [5, 9], HiddenQuery = 0 }.Build,
        ["attention: a mask of booleans for each head"] = new AttentionCase { MaskShape = [2, 2, 5, 9], IsMaskBoolean = true, HiddenQuery = 4 }.Build,
        ["attention: a mask for each head, too short"] = new AttentionCase { MaskShape = [2, 5, 6] }.Build,
        ["attention: causal with more keys than queries"] = new AttentionCase { Queries = 20, Keys = 30, IsCausal = true }.Build,
        ["attention: causal with more queries than keys"] = new AttentionCase { Queries = 40, Keys = 7, IsCausal = true, SoftCap = 2 }.Build,
        ["attention: causal behind a past of two blocks"] = new AttentionCase { Queries = 21, Keys = 21, Past = 230, IsCausal = true, Heads = 6 }.Build,
        ["attention: causal, past and mask"] = new AttentionCase { Queries = 18, Keys = 18, Past = 3, IsCausal = true, MaskShape = [18, 21], HiddenQuery = 17 }.Build,
        ["attention: causal in a cache, some queries before any key"] = new AttentionCase
        {
            Queries = 7, Keys = 40, IsCausal = true, Lengths = [3, 30],
        }.Build,
        ["attention: a sequence without keys"] = new AttentionCase { Lengths = [0, 9], MaskShape = [5, 9] }.Build,
        ["attention: a scale of its own"] = new AttentionCase { Scale = 0.03f, Queries = 17, Keys = 13, KeySize = 40, ValueSize = 24 }.Build,
        ["rotary: halves over several panels"] = () => Rotary(40, 40, isInterleaved: false),
        ["rotary: halves of a part that ends within a panel"] = () => Rotary(40, 36, isInterleaved: false),
        ["rotary: halves of a part within one panel"] = () => Rotary(20, 12, isInterleaved: false),
        ["rotary: neighbours of a part"] = () => Rotary(40, 18, isInterleaved: true),
        ["softmax: several panels"] = () => Softmax("Softmax", 3, 70, 37),
        ["softmax: one column"] = () => Softmax("Softmax", 3, 5, 1),
        ["logsoftmax: several panels"] = () => Softmax("LogSoftmax", 3, 70, 37),
        ["logsoftmax: large numbers"] = () => Softmax("LogSoftmax", 3, 7, 16, offset: 10_000),
        ["gelu"] = () => Activation("Gelu", "{}", Gelu),
        ["gelu: tanh"] = () => Activation("Gelu", """{"approximate": "tanh"}""", static x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))),
        ["swish"] = () => Activation("Swish", "{}", static x => x / (1 + Math.Exp(-x))),
        ["swish: steep"] = () => Activation("Swish", """{"alpha": 1.5}""", static x => x / (1 + Math.Exp(-1.5 * x))),
        ["swish: falling"] = () => Activation("Swish", """{"alpha": -0.5}""", static x => x / (1 + Math.Exp(0.5 * x))),
        ["gemm: deep, both scales"] = () => Gemm(0.5f, 2, 50, 300, 20, [50, 1]),
        ["gemm: alpha without C"] = () => Gemm(-3, 1, 13, 40, 33, null),
        ["gemm: beta alone"] = () => Gemm(1, 0.25f, 13, 40, 33, [33]),
        ["gemm: C as it is"] = () => Gemm(1, 1, 13, 40, 33, [13, 33]),
        ["matmul: both sides repeat"] = MatMul,
        ["layernorm: three axes, no bias"] = () => Norm("LayerNormalization", [5, 3, 7, 9], 1, hasBias: false),
        ["layernorm: one axis, more than a block of rows"] = () => Norm("LayerNormalization", [5, 12, 20], 2, hasBias: true),
        ["rmsnorm: two axes"] = () => Norm("RMSNormalization", [60, 3, 13], -2, hasBias: false),
        ["cross-entropy: weights, ignored labels, two panels"] = () => Loss("SoftmaxCrossEntropyLoss", "mean", hasWeight: true),
        ["cross-entropy: sum without weights"] = () => Loss("SoftmaxCrossEntropyLoss", "sum", hasWeight: false),
        ["likelihood: weights, ignored labels, two panels"] = () => Loss("NegativeLogLikelihoodLoss", "mean", hasWeight: true),
        ["adam: two tensors, the first step's correction left out"] = () => Adam(0, 0.01),
        ["adam: two tensors, third step, decay before and after"] = () => Adam(3, 0.2),
        ["likelihood: every row"] = () => Loss("NegativeLogLikelihoodLoss", "none", hasWeight: true),
    };

    // x Phi(x); Phi by a series for the error function that converges for every x here.
    private static double Gelu(double x)
    {
        double term = x / Math.Sqrt(2);
        double sum = 0;

        for (int n = 0; n < 200; n++)
        {
            sum += term / ((2 * n) + 1);
            term *= -x * x / 2 / (n + 1);
        }

        return x / 2 * (1 + (2 / Math.Sqrt(Math.PI) * sum));
    }

    private static OnnxCase Activation(string name, string attributes, Func<double, double> function)
    {
        OnnxTensor x = new NodeCase(seed: 3).Random("x", 4, 7, 11);

        return NodeCase.Of(name, attributes, [x], NodeCase.Tensor("y", [7, 11], [.. x.Values.Select(function)]));
    }

    // Columns from `turned` on stay; a pair is (x cos - y sin, x sin + y cos).
    private static OnnxCase Rotary(int size, int turned, bool isInterleaved)
    {
        NodeCase random = new(seed: 5);
        int half = turned / 2;
        OnnxTensor x = random.Random("input", 1, 2, 3, 17, size);
        OnnxTensor angles = random.Random("angles", Math.PI, 30, half);
        OnnxTensor cosines = NodeCase.Tensor("cos_cache", [30, half], [.. angles.Values.Select(Math.Cos)]);
        OnnxTensor sines = NodeCase.Tensor("sin_cache", [30, half], [.. angles.Values.Select(Math.Sin)]);
        OnnxTensor positions = random.Integers("position_ids", 0, 30, 2, 17);
        double[] expected = NodeCase.Fill(x.Shape, index =>
        {
            int column = index[3];
            int position = (int)NodeCase.At(positions, index[0], index[2]);

            if (column >= turned)
            {
                return NodeCase.At(x, index);
            }

            int pair = isInterleaved ? column / 2 : column % half;
            bool isSecond = isInterleaved ? column % 2 == 1 : column >= half;
            int partner = isInterleaved ? column ^ 1 : isSecond ? column - half : column + half;
            double other = NodeCase.At(x, index[0], index[1], index[2], partner) * NodeCase.At(sines, position, pair);

            return (NodeCase.At(x, index) * NodeCase.At(cosines, position, pair)) + (isSecond ? other : -other);
        });
        string attributes = $$"""{"interleaved": {{(isInterleaved ? 1 : 0)}}, "rotary_embedding_dim": {{turned}}}""";

        return NodeCase.Of("RotaryEmbedding", attributes, [x, cosines, sines, positions], NodeCase.Tensor("output", [.. x.Shape], expected));
    }

    private static OnnxCase Softmax(string name, double range, int rows, int columns, float offset = 0)
    {
        OnnxTensor noise = new NodeCase(seed: 11).Random("x", range, rows, columns);
        OnnxTensor x = NodeCase.Tensor("x", [rows, columns], [.. noise.Values.Select(value => (double)((float)value + offset))]);
        double[] expected = NodeCase.Fill(x.Shape, index => LogProbability(x, index[0], index[1]));

        return NodeCase.Of(name, "{}", [x], NodeCase.Tensor("y", [rows, columns], name == "Softmax" ? [.. expected.Select(Math.Exp)] : expected));
    }

    private static double LogProbability(OnnxTensor x, int row, int column)
    {
        double[] own = x.Values[(row * x.Shape[1])..((row + 1) * x.Shape[1])];
        double maximum = own.Max();

        return own[column] - maximum - Math.Log(own.Sum(value => Math.Exp(value - maximum)));
    }

    private static OnnxCase Gemm(float alpha, float beta, int rows, int depth, int width, int[]? added)
    {
        NodeCase random = new(seed: 13);
        OnnxTensor a = random.Random("a", 1, depth, rows);
        OnnxTensor b = random.Random("b", 1, depth, width);
        OnnxTensor? c = added is null ? null : random.Random("c", 1, added);
        double[] expected = NodeCase.Fill([rows, width], index =>
            (alpha * Enumerable.Range(0, depth).Sum(k => NodeCase.At(a, k, index[0]) * NodeCase.At(b, k, index[1]))) + (c is null ? 0 : beta * NodeCase.At(c, index[^c.Rank..])));
        string attributes = FormattableString.Invariant($$"""{"alpha": {{alpha}}, "beta": {{beta}}, "transA": 1}""");

        return NodeCase.Of("Gemm", attributes, [a, b, c], NodeCase.Tensor("y", [rows, width], expected));
    }

    private static OnnxCase MatMul()
    {
        NodeCase random = new(seed: 17);
        OnnxTensor a = random.Random("a", 1, 2, 1, 5, 18);
        OnnxTensor b = random.Random("b", 1, 3, 18, 19);
        int[] shape = [2, 3, 5, 19];
        double[] expected = NodeCase.Fill([.. shape], index =>
            Enumerable.Range(0, 18).Sum(k => NodeCase.At(a, index[0], 0, index[2], k) * NodeCase.At(b, index[1], k, index[3])));

        return NodeCase.Of("MatMul", "{}", [a, b], NodeCase.Tensor("c", shape, expected));
    }

    private static OnnxCase Norm(string name, int[] shape, int axis, bool hasBias)
    {
        NodeCase random = new(seed: 19);
        bool isCentered = name == "LayerNormalization";
        int first = axis < 0 ? axis + shape.Length : axis;
        OnnxTensor x = random.Random("X", 2, shape);
        OnnxTensor weight = random.Random("W", 1, shape[first..]);
        OnnxTensor? bias = hasBias ? random.Random("B", 1, shape[first..]) : null;
        int columns = weight.Values.Length;
        double[][] rows = [.. x.Values.Chunk(columns)];
        double[] means = [.. rows.Select(row => isCentered ? row.Average() : 0)];
        double[] inverseDeviations = [.. rows.Select((row, i) => 1 / Math.Sqrt(row.Average(value => (value - means[i]) * (value - means[i])) + 1e-2f))];
        double[] expected = [.. x.Values.Select((value, i) =>
            ((value - means[i / columns]) * inverseDeviations[i / columns] * weight.Values[i % columns]) + (bias?.Values[i % columns] ?? 0))];
        int[] reduced = [.. shape[..first], .. Enumerable.Repeat(1, shape.Length - first)];
        OnnxTensor[] statistics = isCentered ? [NodeCase.Tensor("Mean", reduced, means), NodeCase.Tensor("InvStdDev", reduced, inverseDeviations)] : [];

        return NodeCase.Of(name, $$"""{"axis": {{axis}}, "epsilon": 0.01}""", [x, weight, bias], [NodeCase.Tensor("Y", shape, expected), .. statistics]);
    }

    private static OnnxCase Loss(string name, string reduction, bool hasWeight)
    {
        NodeCase random = new(seed: 23);
        bool takesLogits = name == "SoftmaxCrossEntropyLoss";
        OnnxTensor x = random.Random("x", 3, 60, 37);
        OnnxTensor target = random.Integers("target", 0, 37, 60);
        OnnxTensor noise = random.Random("w", 0.5, 37);
        OnnxTensor? weight = hasWeight ? NodeCase.Tensor("w", [37], [.. noise.Values.Select(static value => value + 1)]) : null;
        int ignored = (int)target.Values[5];
        double WeightOf(int row) => target.Values[row] == ignored ? 0 : weight?.Values[(int)target.Values[row]] ?? 1;
        double[] logarithms = NodeCase.Fill(x.Shape, index => takesLogits ? LogProbability(x, index[0], index[1]) : NodeCase.At(x, index));
        double[] losses = [.. Enumerable.Range(0, 60).Select(row => -WeightOf(row) * logarithms[(row * 37) + (int)target.Values[row]])];
        double[] expected = reduction switch
        {
            "none" => losses,
            "sum" => [losses.Sum()],
            _ => [losses.Sum() / Enumerable.Range(0, 60).Sum(WeightOf)],
        };
        OnnxTensor[] second = takesLogits ? [NodeCase.Tensor("log_prob", [60, 37], logarithms)] : [];
        string attributes = $$"""{"reduction": "{{reduction}}", "ignore_index": {{ignored}}}""";

        return NodeCase.Of(name, attributes, [x, target, weight], [NodeCase.Tensor("loss", reduction == "none" ? [60] : [], expected), .. second]);
    }

    // Kingma and Ba 2014 as ONNX has it: the L2 term is part of the gradient, epsilon stands beside the uncorrected root.
    private static OnnxCase Adam(int step, double decayAfterwards)
    {
        const double Alpha = 0.95f;
        const double Beta = 0.85f;
        const double Decay = 0.01f;
        const double Epsilon = 0.02f;
        NodeCase random = new(seed: 37);
        OnnxTensor[] drawn = [.. new[] { "X", "G", "V", "H" }.SelectMany(role => new[] { random.Random($"{role}1", 1, 5), random.Random($"{role}2", 1, 3, 7) })];
        OnnxTensor[] roles = [.. drawn[..6], .. drawn[6..].Select(static moment => NodeCase.Tensor(moment.Name, [.. moment.Shape], [.. moment.Values.Select(Math.Abs)]))];
        double rate = step > 0 ? 0.1f * Math.Sqrt(1 - Math.Pow(Beta, step)) / (1 - Math.Pow(Alpha, step)) : 0.1f;
        OnnxTensor[] outputs = [.. Enumerable.Range(0, 6).Select(output => NodeCase.Tensor(
            $"output {output}", [.. roles[output % 2].Shape], [.. Enumerable.Range(0, roles[output % 2].Values.Length).Select(i => Updated(output % 2, output / 2, i))]))];
        string attributes = FormattableString.Invariant(
            $$"""{"alpha": 0.95, "beta": 0.85, "epsilon": 0.02, "norm_coefficient": 0.01, "norm_coefficient_post": {{decayAfterwards}}}""");

        return NodeCase.Of("Adam", attributes, [NodeCase.Tensor("R", [], [0.1f]), NodeCase.Tensor("T", [], [step], "int64"), .. roles], outputs);

        double Updated(int tensor, int output, int i)
        {
            double x = roles[tensor].Values[i];
            double gradient = roles[2 + tensor].Values[i] + (Decay * x);
            double first = (Alpha * roles[4 + tensor].Values[i]) + ((1 - Alpha) * gradient);
            double second = (Beta * roles[6 + tensor].Values[i]) + ((1 - Beta) * gradient * gradient);

            return output == 0 ? (1 - decayAfterwards) * (x - (rate * first / (Math.Sqrt(second) + Epsilon))) : output == 1 ? first : second;
        }
    }
}
