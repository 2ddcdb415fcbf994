using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Prints the model's main file: the public surface, with documentation on all of it.</summary>
internal sealed class ModelPrinter(SourceWriter writer, ModelProgram model)
{
    public static readonly string[] Usings =
        ["System", "System.CodeDom.Compiler", "System.Collections.Immutable", .. InstructionSet.ProcessorNamespaces];

    private string Name => model.Identity.Name;

    public void Print()
    {
        writer.WriteSummary(model.Summary);
        writer.WriteLine($"[GeneratedCode(\"Weft\", \"{GeneratedFile.Version}\")]");

        using (writer.WriteBlock($"public sealed unsafe partial class {this.Name} : TransformerModel, ITransformer<{this.Name}>"))
        {
            this.PrintConstants();
            this.PrintShape();
            this.PrintFactories();
            this.PrintSessions();

            if (model.Training is not null)
            {
                writer.WriteLine();
                new TrainingPrinter(writer, model, model.Training).Print();
            }

            writer.WriteLine();
            new InferencePrinter(writer, model).Print();
            writer.WriteLine();
            ParameterTablePrinter.Print(writer, model.Parameters);
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

        using (writer.WriteBlock("public static ModelDescription Shape { get; } = new()", "};"))
        {
            writer.WriteLine($"Name = \"{this.Name}\",");
            writer.WriteLine($"SpecificationHash = \"{model.Identity.Hash}\",");
            writer.WriteLine($"Function = {string.Join(" +\n    ", model.Function.Select(static text => $"\"{text}\""))},");

            foreach ((string name, long value) in model.Shape)
            {
                writer.WriteLine($"{name} = {Literal.Integer(value)},");
            }

            writer.WriteLine("Parameters = CreateParameters(),");
        }
    }

    private void PrintFactories()
    {
        string name = this.Name;
        writer.WriteLine();
        writer.WriteLine("/// <inheritdoc/>");
        writer.WriteLine($"public static {name} CreateEmpty() => new();");
        writer.WriteLine();
        writer.WriteSummary($"A model with parameters drawn from a seed (`initialization: {model.Initialization}`).");
        writer.WriteLine($"public static {name} Initialize(ulong seed) => ModelFactory.Initialize<{name}>(seed);");
        writer.WriteLine();
        writer.WriteSummary("A model with the parameters of a safetensors file.");
        writer.WriteLine("/// <exception cref=\"ModelFileException\">The file is damaged or holds another model.</exception>");
        writer.WriteLine($"public static {name} Load(string path) => ModelFactory.Load<{name}>(path);");
        writer.WriteLine();
        writer.WriteSummary("A model with the mean of the parameters of several safetensors files: a run's last checkpoints, for example.");
        writer.WriteLine("/// <exception cref=\"ModelFileException\">A file is damaged or holds another model.</exception>");
        writer.WriteLine($"public static {name} LoadAverage(ReadOnlySpan<string> paths) => ModelFactory.LoadAverage<{name}>(paths);");
        writer.WriteLine();
    }

    private void PrintSessions()
    {
        string name = this.Name;
        writer.WriteLine("/// <inheritdoc/>");

        if (model.Training is null)
        {
            string message = $"{name} has no `training` section in {model.Identity.FileName}: it only infers.";
            writer.WriteLine($"TrainingSession ITransformer<{name}>.StartTraining(Workers workers) =>");
            writer.WriteLine($"    throw new NotSupportedException(\"{message}\");");
        }
        else
        {
            writer.WriteLine("public TrainingSession StartTraining(Workers workers) => new Training(this, workers);");
        }

        writer.WriteLine();
        writer.WriteSummary("Snapshots the weights and reserves what inference needs.");
        writer.WriteLine(
            "/// <param name=\"workers\">The threads to run on, not disposed with the session; null for the calling thread alone.</param>");
        writer.WriteLine("public Inference StartInference(Workers? workers = null) => new(this, workers);");
        writer.WriteLine();
        writer.WriteLine("/// <inheritdoc/>");
        writer.WriteLine($"InferenceSession ITransformer<{name}>.StartInference(Workers? workers) => this.StartInference(workers);");
    }
}
