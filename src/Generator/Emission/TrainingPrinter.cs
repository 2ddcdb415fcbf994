using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Prints the class of training sessions.</summary>
internal sealed class TrainingPrinter(SourceWriter writer, ModelProgram model, TrainingProgram training)
{
    public void Print()
    {
        writer.WriteSummary($"{model.Identity.Name} in training: batches of up to {Literal.Integer(training.Tokens)} tokens.");

        using (writer.WriteBlock("internal sealed unsafe class Training : TrainingSession"))
        {
            this.PrintConstructor();
            writer.WriteLine();
            this.PrintExecute();
            writer.WriteLine();
            this.PrintLogits();
            writer.WriteLine();
            this.PrintGradients();
        }
    }

    private void PrintConstructor()
    {
        writer.WriteLine($"public Training(global::{model.Identity.FullName} model, Workers workers)");

        string activations = Literal.Size(training.ActivationFloats);
        string scratch = Literal.Size(training.ScratchFloats);

        using (writer.WriteBlock($"    : base(model, workers, activationFloats: {activations}, scratchFloats: {scratch})"))
        {
            if (model.Table is { Floats: > 0 })
            {
                writer.WriteLine($"Positions.Fill({Pointer.To("this.Activations.Pointer", Literal.Integer(training.TableOffset))});");
            }
        }
    }

    private void PrintExecute()
    {
        writer.WriteLine("/// <inheritdoc/>");

        using (writer.WriteBlock("protected override void Execute(in PassContext pass)"))
        {
            using (writer.WriteBlock("if (pass.RunsForward)"))
            {
                writer.WriteLine("Forward.Run(in pass);");
            }

            writer.WriteLine();

            using (writer.WriteBlock("if (pass.RunsBackward)"))
            {
                writer.WriteLine("Backward.Run(in pass);");
            }
        }
    }

    private void PrintLogits()
    {
        writer.WriteLine("/// <inheritdoc/>");

        using (writer.WriteBlock("protected override void CopyLogits(Span<float> logits)"))
        {
            writer.WriteLine($"float* panels = {Pointer.To("this.Activations.Pointer", Literal.Integer(training.LogitsOffset))};");
            writer.WriteLine();

            using (writer.WriteBlock("for (int row = 0; row < this.Batch.OutputRows; row++)"))
            using (writer.WriteBlock($"for (int output = 0; output < {training.Outputs}; output++)"))
            {
                writer.WriteLine($"logits[(row * {training.Outputs}) + output] = {this.Logit};");
            }
        }
    }

    // A loss leaves its gradient in the place of the logits, and zeros behind the last of a row.
    private void PrintGradients()
    {
        writer.WriteLine("/// <inheritdoc/>");

        using (writer.WriteBlock("protected override void WriteGradients(ReadOnlySpan<float> gradients)"))
        {
            writer.WriteLine($"float* panels = {Pointer.To("this.Activations.Pointer", Literal.Integer(training.LogitsOffset))};");
            writer.WriteLine();

            int padded = (training.Outputs + Panels.Width - 1) / Panels.Width * Panels.Width;
            string gradient = $"gradients[(row * {training.Outputs}) + output]";

            using (writer.WriteBlock("for (int row = 0; row < this.Batch.OutputRows; row++)"))
            using (writer.WriteBlock($"for (int output = 0; output < {padded}; output++)"))
            {
                writer.WriteLine(
                    padded == training.Outputs
                        ? $"{this.Logit} = {gradient};"
                        : $"{this.Logit} = output < {training.Outputs} ? {gradient} : 0f;");
            }
        }
    }

    private string Logit =>
        $"panels[(output / {Panels.Width} * (nint){Literal.Integer(training.LogitsStride)}) + " +
        $"(row * {Panels.Width}) + (output % {Panels.Width})]";
}
