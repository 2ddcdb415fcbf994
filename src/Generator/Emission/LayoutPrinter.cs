using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Prints what the runtime is told of a model: its description, its parameters, the state of its sessions.</summary>
internal sealed class LayoutPrinter(SourceWriter writer, ModelProgram model)
{
    public void Print()
    {
        writer.WriteSummary($"What stands where in {model.Identity.Name} and in its sessions.");

        using (writer.WriteBlock("internal static class Layout"))
        {
            this.PrintModel();
            this.PrintInference();
            writer.WriteLine();
            ParameterTablePrinter.Print(writer, model.Parameters);
        }
    }

    private void PrintModel()
    {
        using (writer.WriteBlock("public static ModelDescription Model { get; } = new()", "};"))
        {
            writer.WriteLine($"Name = \"{model.Identity.Name}\",");
            writer.WriteLine($"SpecificationHash = \"{model.Identity.Hash}\",");
            writer.WriteLine($"Function = {string.Join(" +\n    ", model.Function.Select(static text => $"\"{text}\""))},");

            foreach ((string name, string value) in model.Choices)
            {
                writer.WriteLine($"{name} = {value},");
            }

            this.PrintNumbers(model.Shape);
            writer.WriteLine("Parameters = CreateParameters(),");
        }
    }

    private void PrintInference()
    {
        writer.WriteLine();

        using (writer.WriteBlock("public static InferenceLayout Inference { get; } = new()", "};"))
        {
            if (model.Inference.Storage is not null)
            {
                writer.WriteLine($"Weights = WeightStorage.{model.Inference.Storage},");
            }

            this.PrintNumbers(model.Inference.Layout);

            if (model.Inference.States.Length > 0)
            {
                this.PrintStates();
            }

            if (model.Inference.Attention.Length > 0)
            {
                this.PrintAttention();
            }
        }
    }

    private void PrintStates()
    {
        using (writer.WriteBlock("States =", "],", open: "["))
        {
            foreach (SlotState state in model.Inference.States)
            {
                this.PrintState(state);
            }
        }
    }

    private void PrintAttention()
    {
        using (writer.WriteBlock("Attention =", "],", open: "["))
        {
            foreach (AttentionState state in model.Inference.Attention)
            {
                using (writer.WriteBlock("new AttentionState", "},"))
                {
                    writer.WriteLine($"Kind = AttentionKind.{state.Kind},");
                    this.PrintNumbers(state.Numbers);
                }
            }
        }
    }

    private void PrintState(SlotState state)
    {
        using (writer.WriteBlock("new SlotState", "},"))
        {
            this.PrintNumbers(state.Numbers);
            IEnumerable<string> runs = state.Runs.Select(static run => $"new StateRun({string.Join(", ", run.Select(Literal.Size))})");
            writer.WriteLine($"Runs = [{string.Join(", ", runs)}],");
        }
    }

    private void PrintNumbers(IEnumerable<(string Name, long Value)> numbers)
    {
        foreach ((string name, long value) in numbers)
        {
            // What counts floats, or leads to one, is a native integer there.
            bool isSize = name.EndsWith("Floats", StringComparison.Ordinal) || name.EndsWith("Offset", StringComparison.Ordinal);
            writer.WriteLine($"{name} = {(isSize ? Literal.Size(value) : Literal.Integer(value))},");
        }
    }
}
