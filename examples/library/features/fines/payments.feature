@money
Feature: Payments

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
    And the titles
      | title | author     | year | copies |
      | Rain  | Mia Tanaka | 1999 | B-101  |

  Scenario Outline: A part or all of it
    Given Ada Novak is charged 4.00 for lateness
    And Ada Novak is charged 2.50 for lateness
    When Ada Novak pays <paid>
    Then Ada Novak owes <left>

    Examples:
      | paid | left |
      | 4.00 | 2.50 |
      | 4.01 | 2.49 |
      | 6.50 | 0.00 |

  Scenario Outline: What cannot be paid
    Given Ada Novak is charged 4.00 for lateness
    When Ada Novak tries to pay <amount>
    Then it is refused: <reason>

    Examples:
      | amount | reason                              |
      | 0.00   | a payment must be more than nothing |
      | 4.01   | only 4.00 is owed                   |

  Scenario: A little debt is no harm
    Given Ada Novak is charged 9.99 for lateness
    When Ada Novak borrows B-101
    Then Ada Novak has 1 loans

  Scenario Outline: Amounts as people type them
    When the amount "<typed>" is typed in
    Then these are <cents> cents

    Examples:
      | typed | cents |
      | 0.5   | 50    |
      | 3,75  | 375   |

  Scenario: Lateness is forgiven
    Given Ada Novak is charged 4.00 for lateness
    When the fines of Ada Novak are forgiven
    Then Ada Novak owes 0.00

  Scenario: A lost copy is not
    Given Ada Novak is charged 4.00 for lateness
    And Ada Novak is charged for a lost film
    When the fines of Ada Novak are forgiven
    Then Ada Novak owes 30.00
