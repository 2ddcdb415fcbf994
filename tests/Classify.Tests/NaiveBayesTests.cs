using Xunit;

namespace Weft.Samples.Tests;

public sealed class NaiveBayesTests
{
    // By hand: of three words in all, 0 says 1 twice and 2 once, 1 says 3 once; smoothed by 0.3.
    [Fact]
    public void Predict_WeighsWordsAndHowOftenSomebodySpeaks()
    {
        NaiveBayes bayes = new([new Example([1, 1], 0), new Example([2], 0), new Example([3], 1)], speakers: 2);

        Assert.Equal(0, bayes.Predict([]));
        Assert.Equal(0, bayes.Predict([9, 9]));
        Assert.Equal(0, bayes.Predict([1]));
        Assert.Equal(1, bayes.Predict([3]));

        // 2/3 x 2.3/3.9 x 0.3/3.9 against 1/3 x 0.3/1.9 x 1.3/1.9: 0.030 and 0.036.
        Assert.Equal(1, bayes.Predict([1, 3]));
    }
}
