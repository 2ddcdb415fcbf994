using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Prints the class of inference sessions, but for its passes, which have files of their own.</summary>
internal sealed class InferencePrinter(SourceWriter writer, ModelProgram model)
{
    private InferenceProgram Inference => model.Inference;

    public void Print()
    {
        writer.WriteSummary(this.Inference.Summary);

        using (writer.WriteBlock($"public sealed unsafe partial class Inference : {this.Inference.BaseClass}"))
        {
            this.PrintLayout();
            this.PrintConstructor();

            foreach (PassProgram pass in this.Inference.Passes)
            {
                writer.WriteLine();
                writer.WriteLine("/// <inheritdoc/>");

                using (writer.WriteBlock($"protected override void {pass.Name}(in PassContext context)"))
                {
                    DispatchPrinter.Print(writer, model.Targets, kernels => $"{pass.Name}<{kernels}>(in context);");
                }
            }
        }
    }

    private void PrintLayout()
    {
        using (writer.WriteBlock("private static readonly InferenceLayout Layout = new()", "};"))
        {
            if (this.Inference.Storage is not null)
            {
                writer.WriteLine($"Weights = WeightStorage.{this.Inference.Storage},");
            }

            foreach ((string name, long value) in this.Inference.Layout)
            {
                writer.WriteLine($"{name} = {Literal.Integer(value)},");
            }

            if (this.Inference.States.Length > 0)
            {
                this.PrintStates();
            }
        }
    }

    private void PrintStates()
    {
        using (writer.WriteBlock("States =", "],", open: "["))
        {
            foreach (SlotState state in this.Inference.States)
            {
                this.PrintState(state);
            }
        }
    }

    private void PrintState(SlotState state)
    {
        using (writer.WriteBlock("new SlotState", "},"))
        {
            foreach ((string name, long value) in state.Numbers)
            {
                writer.WriteLine($"{name} = {Literal.Integer(value)},");
            }

            IEnumerable<string> runs = state.Runs.Select(static run => $"new StateRun({string.Join(", ", run.Select(Literal.Integer))})");
            writer.WriteLine($"Runs = [{string.Join(", ", runs)}],");
        }
    }

    private void PrintConstructor()
    {
        writer.WriteLine();
        writer.WriteLine($"internal Inference({model.Identity.Name} model, Workers? workers)");

        using (writer.WriteBlock("    : base(model, workers, Layout)"))
        {
            if (model.Table is { Floats: > 0 })
            {
                writer.WriteLine($"FillPositions({Pointer.To("this.State.Pointer", Literal.Integer(this.Inference.TableOffset))});");
            }
        }
    }
}
