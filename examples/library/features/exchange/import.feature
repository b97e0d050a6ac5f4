@exchange
Feature: Importing titles

  Background:
    Given today is 2024-03-04

  @smoke
  Scenario: A file of another library
    When this file is imported
      """
      isbn,title,author,year,kind,minimum_age,barcodes
      9780306406157,Rain,Mia Tanaka,1999,book,,B-101 B-102
      ,Night Train,Olaf Berg,1971,Film,16,F-201
      ,"Fish, Birds and Bees",Ute Brandt,2010,,,
      """
    Then 3 titles and 3 copies are imported
    And the import has no problems

  Scenario: A file of a spreadsheet
    When this file is imported
      """
      <BOM>Title;Author;Year
      Rain;Mia Tanaka;1999

      Snow;Mia Tanaka;2003
      """
    Then 2 titles and 0 copies are imported
    And the import has no problems

  Scenario: More copies of a known title
    Given this file is imported
      """
      isbn,title,author,year,barcodes
      9780306406157,Rain,Mia Tanaka,1999,B-101
      """
    When this file is imported
      """
      isbn,title,author,year,barcodes
      0-306-40615-2,Rain (paperback),Mia Tanaka,1999,B-102 B-103
      """
    Then 0 titles and 2 copies are imported
    And the catalogue holds 1 titles

  Scenario: Lines with mistakes are left out
    When this file is imported
      """
      title,author,year,kind,barcodes
      Rain,Mia Tanaka,1999,book,B-101
      Snow,Mia Tanaka,MMIII,book,B-102
      Fog,,2005,book,B-103
      Hail,Mia Tanaka,2007,vinyl,B-104
      Storm,Mia Tanaka,2009,book,B-105 B-101
      """
    Then 1 titles and 1 copies are imported
    And the import has the problems
      """
      line 3: year 'MMIII' is not a number
      line 4: a title needs an author
      line 5: 'vinyl' is no kind of title
      line 6: barcode B-101 is on a copy of 'Rain'
      """
    And the catalogue holds 1 titles

  Scenario: All or nothing
    When the staff tries to import this file strictly
      """
      title,author,year
      Rain,Mia Tanaka,1999
      Snow,Mia Tanaka,MMIII
      """
    Then it is refused: nothing was imported; line 3: year 'MMIII' is not a number
    And the catalogue holds 0 titles

  Scenario: A column nobody knows
    When the staff tries to import this file
      """
      title,author,year,colour
      Rain,Mia Tanaka,1999,blue
      """
    Then it is refused: unknown column colour
