using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>
/// Prints the model's main file: the public surface, with documentation on all of it. It stands among a project's own names, so that
/// foreign ones are whole.
/// </summary>
internal sealed class ModelPrinter(SourceWriter writer, ModelProgram model)
{
    private string Name => model.Identity.Name;

    private string Internals => $"global::{model.Identity.Internals}";

    public void Print()
    {
        if (model.Identity.Namespace.Length > 0)
        {
            writer.WriteLine($"namespace {model.Identity.Namespace};");
            writer.WriteLine();
        }

        writer.WriteSummary(model.Summary);
        writer.WriteLine($"[global::System.CodeDom.Compiler.GeneratedCode(\"Weft\", \"{GeneratedFile.Version}\")]");

        using (writer.WriteBlock(
            $"public sealed partial class {this.Name} : global::Weft.TransformerModel, global::Weft.ITransformer<{this.Name}>"))
        {
            this.PrintConstants();
            this.PrintShape();
            this.PrintFactories();
            this.PrintSessions();
            writer.WriteLine();
            new InferencePrinter(writer, model).Print();
        }
    }

    private void PrintConstants()
    {
        foreach (ModelConstant constant in model.Constants)
        {
            writer.WriteSummary(constant.Summary);
            writer.WriteLine($"public const {constant.Type} {constant.Name} = {Literal.Integer(constant.Value)};");
            writer.WriteLine();
        }
    }

    private void PrintShape()
    {
        writer.WriteLine($"private {this.Name}()");

        using (writer.WriteBlock("    : base(Shape)"))
        {
        }

        writer.WriteLine("/// <inheritdoc/>");
        writer.WriteLine($"public static global::Weft.ModelDescription Shape => {this.Internals}.Layout.Model;");
    }

    private void PrintFactories()
    {
        string name = this.Name;
        writer.WriteLine();
        writer.WriteLine("/// <inheritdoc/>");
        writer.WriteLine($"public static {name} CreateEmpty() => new();");
        writer.WriteLine();
        writer.WriteSummary($"A model with parameters drawn from a seed (`initialization: {model.Initialization}`).");
        writer.WriteLine($"public static {name} Initialize(ulong seed) => global::Weft.ModelFactory.Initialize<{name}>(seed);");
        writer.WriteLine();
        writer.WriteSummary("A model with the parameters of a safetensors file.");
        writer.WriteLine("/// <exception cref=\"global::Weft.ModelFileException\">The file is damaged or holds another model.</exception>");
        writer.WriteLine($"public static {name} Load(string path) => global::Weft.ModelFactory.Load<{name}>(path);");
        writer.WriteLine();

        if (model.HasEmbeddedWeights)
        {
            this.PrintLoadEmbedded();
        }

        writer.WriteSummary("A model with the mean of the parameters of several safetensors files: a run's last checkpoints, for example.");
        writer.WriteLine("/// <exception cref=\"global::Weft.ModelFileException\">A file is damaged or holds another model.</exception>");
        writer.WriteLine($"public static {name} LoadAverage(global::System.ReadOnlySpan<string> paths) =>");
        writer.WriteLine($"    global::Weft.ModelFactory.LoadAverage<{name}>(paths);");
        writer.WriteLine();
    }

    private void PrintLoadEmbedded()
    {
        string name = this.Name;
        writer.WriteSummary("A model with the weights that the build has put into the program.");
        writer.WriteLine("/// <exception cref=\"global::Weft.ModelFileException\">They are damaged or of another model.</exception>");
        writer.WriteLine($"public static {name} LoadEmbedded() =>");
        writer.WriteLine($"    global::Weft.ModelFactory.LoadEmbedded<{name}>(\"{model.Identity.WeightsResource}\");");
        writer.WriteLine();
    }

    private void PrintSessions()
    {
        string name = this.Name;
        writer.WriteLine("/// <inheritdoc/>");

        if (model.Training is null)
        {
            string message = $"{name} has no `training` section in {model.Identity.FileName}: it only infers.";
            writer.WriteLine(
                $"global::Weft.TrainingSession global::Weft.ITransformer<{name}>.StartTraining(global::Weft.Workers workers) =>");
            writer.WriteLine($"    throw new global::System.NotSupportedException(\"{message}\");");
        }
        else
        {
            writer.WriteLine("public global::Weft.TrainingSession StartTraining(global::Weft.Workers workers) =>");
            writer.WriteLine($"    new {this.Internals}.Training(this, workers);");
        }

        writer.WriteLine();
        writer.WriteSummary("Snapshots the weights and reserves what inference needs.");
        writer.WriteLine(
            "/// <param name=\"workers\">The threads to run on, not disposed with the session; null for the calling thread alone.</param>");
        writer.WriteLine("public Inference StartInference(global::Weft.Workers? workers = null) => new(this, workers);");
        writer.WriteLine();
        writer.WriteLine("/// <inheritdoc/>");
        writer.WriteLine(
            $"global::Weft.InferenceSession global::Weft.ITransformer<{name}>.StartInference(global::Weft.Workers? workers) =>");
        writer.WriteLine("    this.StartInference(workers);");
    }
}
