@catalogue
Feature: Reading ISBNs
  However an ISBN is printed, the catalogue keeps its thirteen digits.

  Scenario Outline: Valid numbers
    When the ISBN "<printed>" is read
    Then it is kept as <kept>

    Examples: thirteen digits
      | printed             | kept          |
      | 978-0-306-40615-7   | 9780306406157 |
      | 9783161484100       | 9783161484100 |

    Examples: ten digits
      | printed       | kept          |
      | 0-306-40615-2 | 9780306406157 |
      | 0-8044-2957-X | 9780804429573 |

  Scenario Outline: Numbers with a mistake
    When the ISBN "<printed>" is read
    Then it is refused: <reason>

    Examples:
      | printed           | reason                                                |
      | 978-0-306-40615-8 | the check digit of ISBN 978-0-306-40615-8 is wrong    |
      | 0-306-40615-3     | the check digit of ISBN 0-306-40615-3 is wrong        |
      | 12345             | '12345' is not an ISBN: 10 or 13 digits are expected  |
