using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Prints the class of inference sessions, which is public: the foreign names of its few lines are whole.</summary>
internal sealed class InferencePrinter(SourceWriter writer, ModelProgram model)
{
    private string Internals => $"global::{model.Identity.Internals}";

    public void Print()
    {
        writer.WriteSummary(model.Inference.Summary);

        using (writer.WriteBlock($"public sealed unsafe class Inference : global::Weft.{model.Inference.BaseClass}"))
        {
            this.PrintConstructor();

            foreach (PassProgram pass in model.Inference.Passes)
            {
                writer.WriteLine();
                writer.WriteLine("/// <inheritdoc/>");
                writer.WriteLine(
                    $"protected override void {pass.Name}(in global::Weft.PassContext pass) => {this.Internals}.{pass.Name}.Run(in pass);");
            }
        }
    }

    private void PrintConstructor()
    {
        writer.WriteLine($"internal Inference({model.Identity.Name} model, global::Weft.Workers? workers)");

        using (writer.WriteBlock($"    : base(model, workers, {this.Internals}.Layout.Inference)"))
        {
            if (model.Table is { Floats: > 0 })
            {
                string table = Pointer.To("this.State.Pointer", Literal.Integer(model.Inference.TableOffset));
                writer.WriteLine($"{this.Internals}.Positions.Fill({table});");
            }
        }
    }
}
