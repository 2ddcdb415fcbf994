using System;
using Xunit;

namespace Weft.Runtime.Tests.Metrics;

public sealed class ClassificationScoreTests
{
    // The examples of scikit-learn's documentation of f1_score, precision_score and recall_score.
    [Fact]
    public void Add_Classes_ScikitLearnsExample()
    {
        ClassificationScore score = new(3);
        int[] labels = [0, 1, 2, 0, 1, 2];
        int[] predictions = [0, 2, 1, 0, 0, 1];

        for (int row = 0; row < labels.Length; row++)
        {
            score.Add(labels[row], predictions[row]);
        }

        Assert.Equal((6, 3), (score.Count, score.Classes));
        Assert.Equal([0.8, 0, 0], [score.F1(0), score.F1(1), score.F1(2)]);
        Assert.Equal(0.8 / 3, score.MacroF1, 1e-15);
        Assert.Equal((1.0 / 3, 1.0 / 3), (score.MicroF1, score.Accuracy));
        Assert.Equal((2.0 / 3, 1), (score.Precision(0), score.Recall(0)));
        Assert.Equal((0, 0), (score.Precision(1), score.Recall(1)));
    }

    [Fact]
    public void Add_Labels_ScikitLearnsExample()
    {
        ClassificationScore score = new(3);
        score.Add([false, false, false], [false, false, false]);
        score.Add([true, true, true], [true, true, true]);
        score.Add([false, true, true], [true, true, false]);

        Assert.Equal([2.0 / 3, 1, 2.0 / 3], [score.F1(0), score.F1(1), score.F1(2)]);
        Assert.Equal(7.0 / 9, score.MacroF1, 1e-15);
        Assert.Equal((0.8, 2.0 / 3), (score.MicroF1, score.Accuracy));
    }

    // By hand: 3 right of class 1, one missed, two that are not of it.
    [Fact]
    public void F1_Binary()
    {
        ClassificationScore score = new(2);
        int[] labels = [1, 1, 1, 1, 0, 0, 0, -1];
        int[] predictions = [1, 1, 1, 0, 1, 1, 0, 1];

        for (int row = 0; row < labels.Length; row++)
        {
            score.Add(labels[row], predictions[row]);
        }

        Assert.Equal(7, score.Count);
        Assert.Equal((0.6, 0.75), (score.Precision(1), score.Recall(1)));
        Assert.Equal(2 * 0.6 * 0.75 / (0.6 + 0.75), score.F1(1), 1e-15);
        Assert.Equal(4.0 / 7, score.Accuracy);
    }

    [Fact]
    public void Add_Scores_TakesTheFirstHighest()
    {
        ClassificationScore score = new(3);
        score.Add([2, 0, -5, 1], [1, 2, 3, 4, 4, 1, 9, 9, 9, float.NegativeInfinity, -1, -2]);

        Assert.Equal((3, 1), (score.Count, score.Accuracy));
    }

    // A class that is nowhere is left out of the mean, as scikit-learn's labels=None does; a label that is nowhere counts as 0.
    [Fact]
    public void MacroF1_ClassesThatAreNowhere()
    {
        ClassificationScore classes = new(4);
        classes.Add(0, 0);
        classes.Add(2, 2);
        ClassificationScore labels = new(2);
        labels.Add([true, false], [true, false]);

        Assert.Equal((1, 0.5), (classes.MacroF1, labels.MacroF1));
        Assert.Equal(0, classes.F1(3));
    }

    [Fact]
    public void Empty_IsNotANumber()
    {
        ClassificationScore score = new(2);
        score.Add(-1, 0);

        Assert.Equal([double.NaN, double.NaN, double.NaN], [score.Accuracy, score.MacroF1, score.MicroF1]);
    }

    [Fact]
    public void Add_WhatDoesNotFit_SaysWhat()
    {
        ClassificationScore score = new(3);

        AssertSays("There is at least 1 class.", () => new ClassificationScore(0));
        AssertSays("The classes are 0 to 2.", () => score.Add(3, 0));
        AssertSays("The classes are 0 to 2.", () => score.Add(0, -1));
        AssertSays("The classes are 0 to 2.", () => score.F1(3));
        AssertSays("2 rows of 3 classes have 6 scores; 5 were given.", () => score.Add([0, 1], new float[5]));
        AssertSays("Row 1 has a score that is not a number.", () => score.Add([0, 1], [1, 2, 3, 4, float.NaN, 6]));
        AssertSays("Row 1 has the label 7; the classes are 0 to 2.", () => score.Add([0, 7], new float[6]));
        AssertSays("A row has 3 labels and as many predictions; 2 and 3 were given.", () => score.Add([true, false], [true, false, true]));
        Assert.Equal(0, score.Count);

        score.Add(1, 1);
        Assert.Contains("counted apart", Assert.Throws<InvalidOperationException>(() => score.Add(new bool[3], new bool[3])).Message, StringComparison.Ordinal);
    }

    private static void AssertSays(string message, Action action) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
