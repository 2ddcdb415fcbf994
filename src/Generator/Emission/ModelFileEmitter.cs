using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Writes the model's main file: the public surface, with documentation on all of it.</summary>
/// <param name="plan">The whole plan.</param>
/// <param name="inference">The plan of inference.</param>
internal sealed class ModelFileEmitter(ModelPlan plan, InferencePlan inference)
{
    private ModelSpecification Specification => plan.Specification;

    private bool HasPositionTable => PositionTable.Exists(this.Specification);

    private string Kind => this.Specification.Architecture switch
    {
        Architecture.Decoder => "A decoder-only Transformer",
        Architecture.Encoder => "A Transformer encoder",
        _ => "An encoder-decoder Transformer",
    };

    private string LayerCounts => this.Specification is { HasEncoder: true, HasDecoder: true }
        ? $"{this.Specification.EncoderLayers} and {this.Specification.DecoderLayers} layers"
        : Count(this.Specification.EncoderLayers + this.Specification.DecoderLayers, "layer");

    private long ParameterCount => plan.Graph.Blocks.Sum(static block => block.Parameters.Sum(static parameter => parameter.Count) * block.Repetitions);

    public GeneratedSource Write() =>
        GeneratedFile.Write(this.Specification, string.Empty, ["System", "System.CodeDom.Compiler", "System.Collections.Immutable", .. InstructionSet.ProcessorNamespaces], nullable: true, writer =>
        {
            string name = this.Specification.Model;
            writer.WriteSummary(
                $"{this.Kind} from {this.Specification.FileName}: {this.LayerCounts}, {Count(this.Specification.Heads, "head")}, d_model {this.Specification.ModelSize}, " +
                $"sequences of up to {this.Specification.MaxLength} tokens.");
            writer.WriteLine($"[GeneratedCode(\"Weft\", \"{GeneratedFile.Version}\")]");

            using (writer.WriteBlock($"public sealed unsafe partial class {name} : TransformerModel, ITransformer<{name}>"))
            {
                this.WriteConstants(writer);
                this.WriteFactories(writer, name);

                if (plan.Training is not null)
                {
                    writer.WriteLine();
                    this.WriteTraining(writer, name, plan.Training);
                }

                writer.WriteLine();
                this.WriteInference(writer, name);
                writer.WriteLine();
                ParameterTableEmitter.Write(writer, plan);
            }
        });

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private void WriteConstants(SourceWriter writer)
    {
        ModelSpecification specification = this.Specification;
        (string Type, string Name, long Value, string Summary)[] constants =
        [
            .. Sides("Vocabulary", specification.SourceVocabulary, specification.TargetVocabulary, "Tokens{0} that the model knows; ids run from 0."),
            ("int", "MaxLength", specification.MaxLength, "The longest sequence, and the length of the key and value caches."),
            ("int", "ModelSize", specification.ModelSize, "Columns of the residual stream, d_model."),
            .. Sides("Layers", specification.EncoderLayers, specification.DecoderLayers, "Layers{0}."),
            ("int", "Heads", specification.Heads, "Attention heads of a layer."),
            ("long", "ParameterCount", this.ParameterCount, "Numbers that training fits, all parameters together."),
            ("long", "ParameterBytes", plan.Parameters.Floats * sizeof(float), "Bytes of the parameter arena; gradients and each moment of the optimizer take as many."),
            ("long", "CopyBytes", plan.Parameters.CopyFloats * sizeof(float), "Bytes of the transposed weights that training reads."),
            ("long", "ActivationBytes", (plan.Training?.ActivationFloats ?? 0) * sizeof(float), "Bytes of the activations of a training session."),
            ("long", "InferenceBytes", inference.StateFloats * sizeof(float), "Bytes of the caches and activations of an inference session."),
        ];

        foreach ((string type, string name, long value, string summary) in constants)
        {
            writer.WriteSummary(summary);
            writer.WriteLine($"public const {type} {name} = {Literal.Integer(value)};");
            writer.WriteLine();
        }
    }

    // One constant for a model of one stack, one per side for an encoder-decoder.
    private static IEnumerable<(string Type, string Name, long Value, string Summary)> Sides(string name, int source, int target, string summary)
    {
        if (source == 0 || target == 0)
        {
            return [("int", name, source + target, string.Format(CultureInfo.InvariantCulture, summary, ""))];
        }

        return
        [
            ("int", $"Source{name}", source, string.Format(CultureInfo.InvariantCulture, summary, " of the encoder")),
            ("int", $"Target{name}", target, string.Format(CultureInfo.InvariantCulture, summary, " of the decoder")),
        ];
    }

    private void WriteFactories(SourceWriter writer, string name)
    {
        ModelSpecification specification = this.Specification;
        writer.WriteLine($"private {name}()");
        writer.WriteLine("    : base(Shape)");
        writer.WriteLine("{");
        writer.WriteLine("}");
        writer.WriteLine();
        writer.WriteLine("/// <inheritdoc/>");
        writer.WriteLine("public static ModelDescription Shape { get; } = new()");
        writer.WriteLine("{");

        foreach ((string key, string value) in new (string, string)[]
        {
            ("Name", $"\"{name}\""),
            ("SpecificationHash", $"\"{SpecificationHash.Of(specification)}\""),
            ("Function", string.Join(" +\n        ", FunctionText.Of(specification).Select(static text => $"\"{text}\""))),
            ("SourceVocabulary", Literal.Integer(specification.SourceVocabulary)),
            ("TargetVocabulary", Literal.Integer(specification.TargetVocabulary)),
            ("Outputs", Literal.Integer(specification.Outputs)),
            ("MaxLength", Literal.Integer(specification.MaxLength)),
            ("TrainingSequences", Literal.Integer(specification.Training?.Sequences ?? 0)),
            ("TrainingTokens", Literal.Integer(specification.Training?.Tokens ?? 0)),
            ("TrainingLength", Literal.Integer(specification.Training?.Length ?? 0)),
            ("ParameterFloats", Literal.Integer(plan.Parameters.Floats)),
            ("CopyFloats", Literal.Integer(plan.Parameters.CopyFloats)),
            ("ParameterCount", Literal.Integer(this.ParameterCount)),
            ("AttentionSize", Literal.Integer(((long)specification.EncoderLayers + specification.DecoderLayers) * specification.ModelSize)),
            ("Parameters", "CreateParameters()"),
        })
        {
            writer.WriteLine($"    {key} = {value},");
        }

        writer.WriteLine("};");
        writer.WriteLine();
        writer.WriteLine("/// <inheritdoc/>");
        writer.WriteLine($"public static {name} CreateEmpty() => new();");
        writer.WriteLine();
        writer.WriteSummary($"A model with parameters drawn from <paramref name=\"seed\"/> (`initialization: {specification.Initialization.ToString().ToLowerInvariant()}`).");
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

        if (plan.Training is null)
        {
            writer.WriteLine("/// <inheritdoc/>");
            writer.WriteLine($"TrainingSession ITransformer<{name}>.StartTraining(Workers workers) =>");
            writer.WriteLine($"    throw new NotSupportedException(\"{name} has no `training` section in {specification.FileName}: it only infers.\");");
        }
        else
        {
            writer.WriteLine("/// <inheritdoc/>");
            writer.WriteLine("public TrainingSession StartTraining(Workers workers) => new Training(this, workers);");
        }

        writer.WriteLine();
        writer.WriteSummary("Snapshots the weights and reserves what inference needs.");
        writer.WriteLine("/// <param name=\"workers\">The threads to run on, not disposed with the session; null for the calling thread alone.</param>");
        writer.WriteLine("public Inference StartInference(Workers? workers = null) => new(this, workers);");
        writer.WriteLine();
        writer.WriteLine("/// <inheritdoc/>");
        writer.WriteLine($"InferenceSession ITransformer<{name}>.StartInference(Workers? workers) => this.StartInference(workers);");
    }

    private void WriteTraining(SourceWriter writer, string name, TrainingPlan training)
    {
        Block head = plan.Graph.Blocks.Last();
        TrainingBlock headPlan = training.Blocks.Last();
        Value logits = head.Forward.OfType<CrossEntropy>().Single().Logits;
        writer.WriteSummary($"{name} in training: batches of up to {Literal.Integer(this.Specification.Training!.Tokens)} tokens.");

        using (writer.WriteBlock("private sealed unsafe partial class Training : TrainingSession"))
        {
            writer.WriteLine($"public Training({name} model, Workers workers)");
            writer.WriteLine($"    : base(model, workers, activationFloats: {Literal.Integer(training.ActivationFloats)}, scratchFloats: {Literal.Integer(AttentionTiling.ThreadFloats(plan))})");

            using (writer.WriteBlock())
            {
                if (this.HasPositionTable)
                {
                    writer.WriteLine($"FillPositions(this.Activations.Pointer + {Literal.Integer(training.Layout.PositionOffset)});");
                }
            }

            writer.WriteLine();
            writer.WriteLine("/// <inheritdoc/>");

            using (writer.WriteBlock("protected override void Execute(in PassContext context)"))
            {
                this.WriteDispatch(writer, static set => $"Run<{set.Name}Kernels>(in context);");
            }

            writer.WriteLine();
            writer.WriteLine("/// <inheritdoc/>");

            using (writer.WriteBlock("protected override void CopyLogits(Span<float> logits)"))
            {
                writer.WriteLine($"float* panels = this.Activations.Pointer + {Literal.Integer(headPlan.Base + headPlan.Saved[logits])};");
                writer.WriteLine();
                using (writer.WriteBlock("for (int row = 0; row < this.Batch.OutputRows; row++)"))
                using (writer.WriteBlock($"for (int output = 0; output < {logits.Columns.Count}; output++)"))
                {
                    writer.WriteLine($"logits[(row * {logits.Columns.Count}) + output] = panels[(output / 16 * (nint){Literal.Integer(training.Rows.Stride)}) + (row * 16) + (output % 16)];");
                }
            }

            writer.WriteLine();
            writer.WriteLine("private static void Run<TKernels>(in PassContext pass)");

            using (writer.WriteBlock("    where TKernels : struct, IKernels"))
            {
                writer.WriteLine("Forward<TKernels>(in pass);");
                writer.WriteLine();

                using (writer.WriteBlock("if (pass.TakesGradient)"))
                {
                    writer.WriteLine("Backward<TKernels>(in pass);");
                }
            }
        }
    }

    private string InferenceSummary => this.Specification.Architecture switch
    {
        Architecture.Encoder => "over whole sequences",
        Architecture.Decoder => "decoding, prompts at once and then token by token, with key and value caches",
        _ => "translating: sources encoded at once, targets decoded token by token with key and value caches",
    };

    private void WriteInference(SourceWriter writer, string name)
    {
        InferenceCapacity capacity = this.Specification.Inference;
        int slots = capacity.Sequences * capacity.Beam;
        string room = slots == 1 ? "" : $", {Count(capacity.Sequences, "sequence")}{(capacity.Beam == 1 ? "" : $" of {capacity.Beam} beams")} at once";
        writer.WriteSummary($"{name} {this.InferenceSummary}: up to {Literal.Integer(this.Specification.MaxLength)} positions{room}.");

        using (writer.WriteBlock($"public sealed unsafe partial class Inference : {this.Specification.Architecture}Session"))
        {
            this.WriteInferenceLayout(writer);
            writer.WriteLine();
            writer.WriteLine($"internal Inference({name} model, Workers? workers)");
            writer.WriteLine("    : base(model, workers, Layout)");

            using (writer.WriteBlock())
            {
                if (this.HasPositionTable)
                {
                    writer.WriteLine($"FillPositions(this.State.Pointer + {Literal.Integer(inference.PositionOffset)});");
                }
            }

            foreach (string pass in (string[])[.. inference.Encode is null ? (string[])[] : ["Encode"], .. inference.Decode is null ? (string[])[] : ["Decode", "Prompt"]])
            {
                writer.WriteLine();
                writer.WriteLine("/// <inheritdoc/>");

                using (writer.WriteBlock($"protected override void {pass}(in PassContext context)"))
                {
                    this.WriteDispatch(writer, set => $"{pass}<{set.Name}Kernels>(in context);");
                }
            }
        }
    }

    private void WriteInferenceLayout(SourceWriter writer)
    {
        CachePlan? cache = inference.Cache;
        ParameterLayout weights = inference.Model.Parameters;
        writer.WriteLine("private static readonly InferenceLayout Layout = new()");
        writer.WriteLine("{");

        if (weights.Format != WeightFormat.Float32)
        {
            writer.WriteLine($"    Weights = WeightStorage.{weights.Format},");
        }

        foreach ((string key, long value) in new (string, long)[]
        {
            ("WeightFloats", weights.Floats),
            ("CopyFloats", weights.CopyFloats),
            ("StateFloats", inference.StateFloats),
            ("ScratchFloats", AttentionTiling.ThreadFloats(inference)),
            ("Sequences", this.Specification.Inference.Sequences),
            ("Beam", this.Specification.Inference.Beam),
            ("PromptRows", inference.Prompt?.MostRows ?? 0),
            ("PhaseWeights", inference.Decode?.PhaseWeights ?? 0),
            ("LogitsOffset", inference.LogitsOffset),
            ("LogitsStride", Axis.RoundUp(this.Specification.Outputs)),
            ("CacheOffset", cache?.Offset ?? 0),
            ("CachedLayers", cache?.Layers ?? 0),
            ("CachedHeads", cache?.Heads ?? 0),
            ("CachedPositions", cache?.Positions ?? 0),
            ("CachedKeySize", cache?.KeySize ?? 0),
            ("CachedValueSize", cache?.ValueSize ?? 0),
        }.Where(static item => item.Item2 != 0))
        {
            writer.WriteLine($"    {key} = {Literal.Integer(value)},");
        }

        writer.WriteLine("};");
    }

    // Asked once per pass, outside every loop; the last set needs no question if it runs everywhere.
    private void WriteDispatch(SourceWriter writer, System.Func<InstructionSet, string> call)
    {
        List<InstructionSet> sets = TargetSelection.Of(this.Specification.InstructionSets).ToList();

        for (int i = 0; i < sets.Count; i++)
        {
            if (i == sets.Count - 1)
            {
                // The portable vector types run on every processor, only slower: the last set asks nothing.
                if (i == 0)
                {
                    writer.WriteLine(call(sets[i]));
                }
                else
                {
                    using (writer.WriteBlock("else"))
                    {
                        writer.WriteLine(call(sets[i]));
                    }
                }

                return;
            }

            using (writer.WriteBlock($"{(i == 0 ? "" : "else ")}if ({sets[i].Condition})"))
            {
                writer.WriteLine(call(sets[i]));
            }
        }
    }
}
