using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Tests.Graph;

/// <summary>What routing, the ways of rows to experts and back, and their gradients compute.</summary>
internal static class ExpertRules
{
    public static void RunForward(InterpreterFrame frame, Node node)
    {
        switch (node)
        {
            case Route route:
                RunRoute(frame, route);
                break;
            case Group group:
                RunGroup(frame, group.Routing);
                break;
            case Gather gather:
                RunGather(frame, gather.Routing);
                break;
            case RowGate gate:
                RunRowGate(frame, gate);
                break;
            default:
                RunCombine(frame, (Combine)node);
                break;
        }
    }

    public static void RunBackward(InterpreterFrame frame, Node node)
    {
        switch (node)
        {
            case CombineGradient gradient:
                RunCombineGradient(frame, gradient);
                break;
            case RowGateGradient gradient:
                RunRowGateGradient(frame, gradient);
                break;
            case RouteGradient gradient:
                RunRouteGradient(frame, gradient);
                break;
            default:
                RunCombine(frame, (Combine)node);
                break;
        }
    }

    /// <summary>
    /// count x the sum over experts of the part of positions that have the expert times its mean probability, times the labels. Leaves what
    /// the gradient needs of it in the frames.
    /// </summary>
    public static double BalanceLoss(InterpreterFrame[] layers)
    {
        Route[] routes = [.. layers.Select(static frame => frame.Block.Forward.OfType<Route>().Single())];
        int experts = routes[0].Routing.Experts;
        double[] load = new double[experts];
        double[] probability = new double[experts];

        foreach ((InterpreterFrame frame, Route route) in layers.Zip(routes))
        {
            Matrix logits = frame.Values[route.Logits];

            for (int row = 0; row < logits.Rows; row++)
            {
                double[] p = Softmax(logits, row, experts);

                for (int expert = 0; expert < experts; expert++)
                {
                    probability[expert] += p[expert];
                }

                foreach (int choice in Choices(frame, route.Routing, row))
                {
                    load[choice]++;
                }
            }
        }

        foreach (InterpreterFrame frame in layers)
        {
            frame.ExpertLoad = load;
            frame.StackLayers = layers.Length;
        }

        return load.Zip(probability, static (f, m) => f * m).Sum() * BalanceFactor(layers[0], routes[0]);
    }

    // experts / rows^2 of all layers, times what the loss is multiplied by and the labels.
    private static double BalanceFactor(InterpreterFrame frame, Route route)
    {
        double rows = (double)frame.StackLayers * frame.SideOf(route.Logits).Rows;

        return (double)route.BalanceLoss * route.Routing.Experts * frame.Batch.LabelCount / (rows * rows);
    }

    private static int[] Choices(InterpreterFrame frame, Routing routing, int row) =>
        [.. Enumerable.Range(0, routing.Active).Select(choice => (int)frame.Values[routing.Choices][row, choice])];

    private static double[] Softmax(Matrix logits, int row, int experts)
    {
        double[] z = [.. Enumerable.Range(0, experts).Select(expert => logits[row, expert])];
        double sum = z.Sum(value => Math.Exp(value - z.Max()));

        return [.. z.Select(value => Math.Exp(value - z.Max()) / sum)];
    }

    private static void RunRoute(InterpreterFrame frame, Route route)
    {
        Matrix logits = frame.Values[route.Logits];
        Matrix choices = frame.Create(route.Routing.Choices);
        Matrix weights = frame.Create(route.Routing.Weights);
        HashCode pattern = default;
        pattern.Add(frame.ReluPattern);

        for (int row = 0; row < logits.Rows; row++)
        {
            double[] p = Softmax(logits, row, route.Routing.Experts);
            int[] chosen = [.. Enumerable.Range(0, p.Length).OrderByDescending(expert => logits[row, expert]).Take(route.Routing.Active)];
            double sum = route.Normalizes ? chosen.Sum(expert => p[expert]) : 1;

            for (int choice = 0; choice < chosen.Length; choice++)
            {
                pattern.Add(chosen[choice]);
                choices[row, choice] = chosen[choice];
                weights[row, choice] = p[chosen[choice]] / sum;
            }
        }

        frame.ReluPattern = pattern.ToHashCode();
    }

    private static void RunGroup(InterpreterFrame frame, Routing routing)
    {
        Matrix choices = frame.Values[routing.Choices];
        Matrix places = frame.Create(routing.Places);
        Matrix sources = frame.Create(routing.Sources);
        Matrix groups = frame.Create(routing.Groups);
        int at = 0;

        for (int expert = 0; expert < routing.Experts; expert++)
        {
            groups[0, expert] = at;

            for (int row = 0; row < choices.Rows; row++)
            {
                for (int choice = 0; choice < routing.Active; choice++)
                {
                    if (choices[row, choice] == expert)
                    {
                        places[row, choice] = at;
                        sources[at++, 0] = (choice * choices.Rows) + row;
                    }
                }
            }

            groups[0, routing.Experts + expert] = at - groups[0, expert];
        }
    }

    private static void RunGather(InterpreterFrame frame, Routing routing)
    {
        Matrix input = frame.Values[routing.Input];
        Matrix output = frame.Create(routing.Gathered);

        for (int pair = 0; pair < output.Rows; pair++)
        {
            for (int column = 0; column < output.Columns; column++)
            {
                output[pair, column] = input[(int)frame.Values[routing.Sources][pair, 0] % input.Rows, column];
            }
        }
    }

    private static void RunCombine(InterpreterFrame frame, Combine combine)
    {
        Matrix input = frame.Values[combine.Input];
        Matrix? residual = combine.Residual is null ? null : frame.Values[combine.Residual];
        Matrix output = frame.Create(combine.Output);

        for (int row = 0; row < output.Rows; row++)
        {
            for (int column = 0; column < output.Columns; column++)
            {
                output[row, column] = (residual?[row, column] ?? 0) + Enumerable.Range(0, combine.Routing.Active).Sum(choice =>
                    (combine.IsWeighted ? frame.Values[combine.Routing.Weights][row, choice] : 1)
                    * input[(int)frame.Values[combine.Routing.Places][row, choice], column]);
            }
        }
    }

    private static void RunRowGate(InterpreterFrame frame, RowGate gate)
    {
        Matrix input = frame.Values[gate.Input];
        Matrix? residual = gate.Residual is null ? null : frame.Values[gate.Residual];
        Matrix output = frame.Create(gate.Output);

        for (int row = 0; row < output.Rows; row++)
        {
            double scale = Sigmoid(frame.Values[gate.Logit][row, 0]);

            for (int column = 0; column < output.Columns; column++)
            {
                output[row, column] = (scale * input[row, column]) + (residual?[row, column] ?? 0);
            }
        }
    }

    private static void RunRowGateGradient(InterpreterFrame frame, RowGateGradient gradient)
    {
        Matrix outputGradient = frame.Values[gradient.OutputGradient];
        Matrix input = frame.Values[gradient.Forward.Input];
        Matrix result = frame.Create(gradient.Result);
        Matrix logits = frame.Create(gradient.LogitGradient);

        for (int row = 0; row < result.Rows; row++)
        {
            double scale = Sigmoid(frame.Values[gradient.Forward.Logit][row, 0]);

            for (int column = 0; column < result.Columns; column++)
            {
                result[row, column] = scale * outputGradient[row, column];
                logits[row, 0] += scale * (1 - scale) * outputGradient[row, column] * input[row, column];
            }
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static void RunCombineGradient(InterpreterFrame frame, CombineGradient gradient)
    {
        Routing routing = gradient.Forward.Routing;
        Matrix outputGradient = frame.Values[gradient.OutputGradient];
        Matrix input = frame.Values[gradient.Forward.Input];
        Matrix result = frame.Create(gradient.Result);
        Matrix weights = frame.Create(gradient.WeightGradient);

        for (int pair = 0; pair < result.Rows; pair++)
        {
            (int choice, int row) = Math.DivRem((int)frame.Values[routing.Sources][pair, 0], outputGradient.Rows);

            for (int column = 0; column < result.Columns; column++)
            {
                result[pair, column] = frame.Values[routing.Weights][row, choice] * outputGradient[row, column];
                weights[row, choice] += outputGradient[row, column] * input[pair, column];
            }
        }
    }

    private static void RunRouteGradient(InterpreterFrame frame, RouteGradient gradient)
    {
        Route route = gradient.Forward;
        Matrix weightGradient = frame.Values[gradient.WeightGradient];
        Matrix logits = frame.Values[route.Logits];
        Matrix result = frame.Create(gradient.Result);
        int experts = route.Routing.Experts;
        double[] slopes = [.. frame.ExpertLoad.Select(load => load * BalanceFactor(frame, route))];

        for (int row = 0; row < result.Rows; row++)
        {
            double[] p = Softmax(logits, row, experts);
            int[] chosen = Choices(frame, route.Routing, row);
            double sum = chosen.Sum(expert => p[expert]);

            // Of the weights alone: probabilities among all experts, or among those chosen.
            AddSoftmaxGradient(result, row, [.. p.Select((value, expert) => !route.Normalizes ? value : chosen.Contains(expert) ? value / sum : 0)],
                [.. p.Select((_, expert) => chosen.Contains(expert) ? weightGradient[row, Array.IndexOf(chosen, expert)] : 0)]);

            if (slopes.Length > 0)
            {
                AddSoftmaxGradient(result, row, p, slopes);
            }
        }
    }

    private static void AddSoftmaxGradient(Matrix result, int row, double[] probabilities, double[] gradient)
    {
        double mean = probabilities.Zip(gradient, static (p, g) => p * g).Sum();

        for (int expert = 0; expert < probabilities.Length; expert++)
        {
            result[row, expert] += probabilities[expert] * (gradient[expert] - mean);
        }
    }
}
